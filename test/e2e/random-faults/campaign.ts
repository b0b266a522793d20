import { expect } from "chai";
import type { TestStack } from "../support/test-stack";
import type { Remote } from "../support/remote";
import { NO_FAULT, type Fault, type Place } from "./faults";
import { judge, judgeUntilGood } from "./judge";

/** A running cluster that is broken and repaired again and again. */
export interface Patient {
  readonly stack: TestStack;
  readonly remote: Remote;
  readonly args: object;
  readonly workers: readonly string[];
}

/** What one `pulumi up --refresh` said of one fault, and what was true. */
export interface Round {
  readonly fault: Fault;
  /** What the judge found wrong before `up`. */
  readonly broken: readonly string[];
  readonly ready: boolean;
  /** What the judge found wrong after it. */
  readonly left: readonly string[];
  /** Whether `up` told of the fault, by node and kind. */
  readonly named: boolean;
  readonly said: string;
  readonly seconds: number;
}

/** Longest time for a cluster to come back after its repair by hand, seconds. */
const REPAIR_SEC = 240;

/** How long after `up` the judge goes on looking when it finds something, seconds. */
const LOOK_AGAIN_SEC = 20;

/** Breaks the cluster, lets `up --refresh` look, judges independently, repairs by hand and makes sure of that. */
export async function playRound(patient: Patient, fault: Fault): Promise<Round> {
  const { stack, remote, args, workers } = patient;
  const place: Place = { sandbox: stack.sandbox, remote, node: fault.node };
  await fault.inject(place);
  let round: Round;
  try {
    const broken = fault === NO_FAULT ? [] : await judge(remote, workers);
    const told = stack.transcript.length;
    const { ok, seconds, diagnostics } = await stack.up(args, { refresh: true });
    // A look at a node has a limit, which on a busy computer it may miss once; what is broken is so at the second, too.
    const left = await judgeUntilGood(remote, workers, LOOK_AGAIN_SEC);
    const messages = diagnostics.map(({ message }) => message);
    const said = [...messages, stack.transcript.slice(told)].join("\n");
    const lines = said.split("\n");
    const named = lines.some((line) => line.includes(fault.node) && fault.named.test(line));
    round = { fault, broken, ready: ok, left, named, said, seconds };
  } finally {
    await fault.repair(place);
  }
  const remains = await judgeUntilGood(remote, workers, REPAIR_SEC);
  if (remains.length > 0) throw new Error(`not repaired by hand: ${remains.join("; ")}`);
  return round;
}

/** Never ready with a broken node, never failed with a healthy cluster, and never without a word about the fault. */
export function expectTrue(round: Round): void {
  const { fault, broken, ready, left, named, said } = round;
  if (fault === NO_FAULT) {
    expect(ready, `failed with a healthy cluster:\n${said}`).to.be.true;
    return;
  }
  expect(broken, "the fault did not break anything").to.not.be.empty;
  if (ready) expect(left, `ready with a broken node:\n${said}`).to.deep.equal([]);
  else expect(left, `failed with a healthy cluster:\n${said}`).to.not.be.empty;
  expect(named, `${fault.node}, ${fault.name}: not named in\n${said}`).to.be.true;
}

/** One line of the campaign's table. */
export function row({ fault, ready, left, named, seconds }: Round): string {
  const verdict = ready ? "ready" : "failed";
  const truth = left.length === 0 ? "healthy" : `broken: ${left.join("; ")}`;
  const cells = [fault.name, fault.node, verdict, truth, named ? "named" : "not named"];
  return `| ${[...cells, `${seconds.toFixed(0)} s`].join(" | ")} |`;
}

export const HEADER = `| fault | node | up said | judge found after it | named | up took |\n|---|---|---|---|---|---|`;
