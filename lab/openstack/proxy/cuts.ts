import { execa } from "execa";
import type { LoggedCall } from "./call-log";

/** What happens at one mutating call: a process is killed, or a command runs. */
export interface Cut {
  /** "before": the service has not seen the call. "after": it has answered, the client has not got the answer. */
  readonly when: "before" | "after";
  /** Number of the mutating call since the last reset, from 1. */
  readonly call: number;
  /** Process to end with SIGKILL; negative: a process group. */
  readonly kill?: number;
  /** Runs on the host with the call in SLIPWAY_CALL (JSON); the call waits for its end. */
  readonly command?: readonly string[];
}

const COMMAND_DEADLINE_MS = 60_000;

/** All that is wrong with a cut as the user wrote it. */
export function checkCut(value: Partial<Cut>): string[] {
  const problems: string[] = [];
  if (value.when !== "before" && value.when !== "after") {
    problems.push(`when: must be before or after, got ${String(value.when)}`);
  }
  if (!Number.isInteger(value.call) || Number(value.call) < 1) {
    problems.push(`call: must be a whole number ≥ 1, got ${String(value.call)}`);
  }
  const kills = Number.isInteger(value.kill) && Math.abs(Number(value.kill)) > 1;
  if (!kills && (value.command ?? []).length === 0) {
    problems.push("give a process to kill, or a command");
  }
  return problems;
}

/** The cuts that are set; each happens once. */
export class Cuts {
  private cuts: Cut[] = [];

  add(cut: Cut): void {
    this.cuts.push(cut);
  }

  clear(): void {
    this.cuts = [];
  }

  report(): readonly Cut[] {
    return this.cuts;
  }

  /** Does what is set for this moment of the call. */
  async run(when: Cut["when"], call: LoggedCall): Promise<void> {
    const due = this.cuts.filter((cut) => cut.when === when && cut.call === call.number);
    this.cuts = this.cuts.filter((cut) => !due.includes(cut));
    for (const cut of due) await carryOut(cut, call);
  }
}

async function carryOut(cut: Cut, call: LoggedCall): Promise<void> {
  try {
    if (cut.kill !== undefined) process.kill(cut.kill, "SIGKILL");
    const [file, ...args] = cut.command ?? [];
    if (file === undefined) return;
    const env = { SLIPWAY_CALL: JSON.stringify(call) };
    await execa(file, args, { env, timeout: COMMAND_DEADLINE_MS, stdio: ["ignore", 2, 2] });
  } catch (error) {
    console.error(`cut at call ${String(call.number)}:`, error);
  }
}
