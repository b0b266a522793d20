import { execa } from "execa";

export interface Calls {
  readonly total: number;
}

/** Turns one of the lab's knobs: `npm run lab:openstack -- fault` lists them. */
export async function fault(...words: readonly string[]): Promise<string> {
  const { stdout } = await execa("bash", ["lab/openstack/run.sh", "fault", ...words]);
  return stdout;
}

/** OpenStack's own client, as the project's user. */
export async function openstack(...words: readonly string[]): Promise<string> {
  const { stdout } = await execa("bash", ["lab/openstack/run.sh", "openstack", ...words]);
  return stdout;
}

/** Calls that changed something since the last reset, as the lab's proxy counts them. */
export async function mutatingCalls(): Promise<number> {
  return (JSON.parse(await fault("calls")) as Calls).total;
}
