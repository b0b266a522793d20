import { compiledProgram, makeSandbox } from "../../e2e/support/sandbox";
import { TestStack } from "../../e2e/support/test-stack";

/** A new stack of `programs/nodes.ts`. */
export function openNodes(env: Readonly<Record<string, string>> = {}): Promise<TestStack> {
  return TestStack.in(makeSandbox(compiledProgram("test/openstack/programs/nodes.ts"), env));
}
