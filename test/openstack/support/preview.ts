import type { Outcome, TestStack } from "../../e2e/support/test-stack";
import { fault, mutatingCalls } from "./lab";

interface CountedPreview extends Outcome {
  /** All that it said. */
  readonly text: string;
  /** Seconds from its start to its first error; 0 without. */
  readonly toldAfter: number;
  /** How many calls it made that change something. */
  readonly calls: number;
}

/** A preview, with what a test asks of it. */
export async function countedPreview(stack: TestStack, args: object): Promise<CountedPreview> {
  await fault("calls", "reset");
  const outcome = await stack.preview(args);
  const text = outcome.diagnostics.map(({ message }) => message).join("\n");
  const first = outcome.diagnostics.find(({ severity }) => severity === "error");
  const toldAfter =
    first === undefined ? 0 : (first.at.getTime() - outcome.started.getTime()) / 1000;
  return { ...outcome, text, toldAfter, calls: await mutatingCalls() };
}
