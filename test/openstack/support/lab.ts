import { execa } from "execa";

/** A call that changes something, as the lab's proxy saw it. */
interface Call {
  /** ISO 8601, when the request came in. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
}

interface Calls {
  readonly total: number;
  readonly calls: readonly Call[];
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
  return (await calls()).total;
}

/** When the first such call came that reads `POST /v2.0/ports`; undefined for none. */
export async function firstCall(pattern: RegExp): Promise<Date | undefined> {
  const found = (await calls()).calls.find(({ method, path }) => pattern.test(`${method} ${path}`));
  return found === undefined ? undefined : new Date(found.at);
}

async function calls(): Promise<Calls> {
  return JSON.parse(await fault("calls")) as Calls;
}
