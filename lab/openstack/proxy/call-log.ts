import { isMutating, services, type Call, type Service } from "./services";

/** A mutating call, numbered from 1 since the last reset. */
export interface LoggedCall extends Call {
  readonly number: number;
  /** ISO 8601, when the request came in. */
  readonly at: string;
  /** What the client was answered; absent while there is no answer. */
  status?: number;
}

export interface CallReport {
  readonly total: number;
  readonly byService: Record<Service, number>;
  readonly calls: readonly LoggedCall[];
}

/** Counts the mutating calls. */
export class CallLog {
  private calls: LoggedCall[] = [];

  /** Notes the call; undefined when it changes nothing. */
  add(call: Call): LoggedCall | undefined {
    if (!isMutating(call)) return undefined;
    const logged = { ...call, number: this.calls.length + 1, at: new Date().toISOString() };
    this.calls.push(logged);
    return logged;
  }

  reset(): void {
    this.calls = [];
  }

  report(): CallReport {
    const count = (service: Service) => this.calls.filter((c) => c.service === service).length;
    const byService = Object.fromEntries(services.map((s) => [s, count(s)]));
    return {
      total: this.calls.length,
      byService: byService as Record<Service, number>,
      calls: this.calls,
    };
  }
}
