import type { Outcome, TestStack } from "../../e2e/support/test-stack";
import { fault, mutatingCalls } from "./lab";

/** A preview, with all that it said and how many calls it made that change something. */
export async function countedPreview(
  stack: TestStack,
  args: object,
): Promise<Outcome & { readonly text: string; readonly calls: number }> {
  await fault("calls", "reset");
  const outcome = await stack.preview(args);
  const text = outcome.diagnostics.map(({ message }) => message).join("\n");
  return { ...outcome, text, calls: await mutatingCalls() };
}
