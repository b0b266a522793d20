import { copyFileSync } from "node:fs";
import * as path from "node:path";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { configFile, PROJECT_FOLDER, STACK } from "./places";

/**
 * Opens the stack of the project in this checkout, makes it if need be.
 *
 * `pulumi stack init` writes a salt into the stack file beside Pulumi.yaml, which in the checkout is a committed file.
 * So a stack is made in a folder that holds copies of both; all else runs in the project with `--config-file`.
 */
export async function openStack(): Promise<Stack> {
  const copy = path.dirname(configFile);
  copyFileSync(path.join(PROJECT_FOLDER, "Pulumi.yaml"), path.join(copy, "Pulumi.yaml"));
  await LocalWorkspace.createOrSelectStack({ stackName: STACK, workDir: copy });
  return LocalWorkspace.selectStack({ stackName: STACK, workDir: PROJECT_FOLDER });
}

/** The stack if there is one; it needs no passphrase to say so. */
export async function findStack(): Promise<Stack | undefined> {
  const workspace = await LocalWorkspace.create({ workDir: PROJECT_FOLDER });
  const stacks = await workspace.listStacks();
  const there = stacks.some(({ name }) => name === STACK || name.endsWith(`/${STACK}`));
  return there ? openStack() : undefined;
}
