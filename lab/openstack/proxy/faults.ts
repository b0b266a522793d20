import { isMutating, services, type Call, type Service } from "./services";

/** How the next `times` calls that match are answered. Absent fields match everything. */
export interface Fault {
  /** HTTP status of the answer; 0: none, the request hangs until the faults are cleared. */
  readonly status: number;
  readonly times: number;
  readonly service?: Service;
  readonly method?: string;
  /** Regular expression on the path. */
  readonly path?: string;
  readonly mutating?: boolean;
  /** Text of the error; a usual one for the status otherwise. */
  readonly message?: string;
  /** Value of the header Retry-After, seconds. */
  readonly retryAfterSec?: number;
}

/** All that is wrong with a fault as the user wrote it. */
export function checkFault(value: Partial<Fault>): string[] {
  const problems: string[] = [];
  const { status, times, service, path } = value;
  const isStatus = status === 0 || (Number.isInteger(status) && Number(status) >= 400);
  if (!isStatus || Number(status) > 599) {
    problems.push(`status: must be 400–599, or 0 for a hang, got ${String(status)}`);
  }
  if (!Number.isInteger(times) || Number(times) < 1) {
    problems.push(`times: must be a whole number ≥ 1, got ${String(times)}`);
  }
  if (service !== undefined && !services.includes(service)) {
    problems.push(`service: must be one of ${services.join(", ")}, got ${service}`);
  }
  if (path !== undefined && !isPattern(path)) {
    problems.push(`path: must be a regular expression, got ${path}`);
  }
  return problems;
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

/** The faults that are set; each is used up by the calls that meet it. */
export class Faults {
  private rules: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.rules.push({ fault, left: fault.times });
  }

  clear(): void {
    this.rules = [];
  }

  report(): readonly { readonly fault: Fault; readonly left: number }[] {
    return this.rules;
  }

  /** The first fault that the call meets, which has one use less from then on. */
  take(call: Call): Fault | undefined {
    const rule = this.rules.find(({ fault, left }) => left > 0 && matches(fault, call));
    if (rule !== undefined) rule.left -= 1;
    return rule?.fault;
  }
}

function matches(fault: Fault, call: Call): boolean {
  return (
    (fault.service === undefined || fault.service === call.service) &&
    (fault.method === undefined || fault.method.toUpperCase() === call.method) &&
    (fault.path === undefined || new RegExp(fault.path).test(call.path)) &&
    (fault.mutating === undefined || fault.mutating === isMutating(call))
  );
}
