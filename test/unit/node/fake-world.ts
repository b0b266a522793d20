import { BootFailure, waitForBoot, type Reader, type World } from "../../../lib/node/wait";
import type { CommandResult, OpenSsh } from "../../../lib/node/ssh";
import { SshError, SshFault } from "../../../lib/node/ssh-error";
import type { SshTarget } from "../../../lib/node/ssh-target";
import type { Beacon } from "../../../lib/node/beacons";
import type { Observation } from "../../../lib/platform/platform";

export const target: SshTarget = {
  host: "127.0.0.1",
  port: 2222,
  user: "slipway",
  hostKey: "ssh-ed25519 AAAA",
  privateKey: "key",
};
export const jump = { host: "127.0.0.1", port: 2200, user: "slipway", hostKey: "ssh-ed25519 BBBB" };

export const beacon = (
  event: Beacon["event"],
  uptime: number,
  more: Partial<Beacon> = {},
): Beacon => ({
  event,
  stage: "execute",
  uptime,
  boot: "boot-1",
  ...more,
});

export const onConsole = (...beacons: readonly Beacon[]): string =>
  beacons.map((each) => `slipway-event ${JSON.stringify(each)}\r\n`).join("");

/** A world whose clock moves only by sleeping. `observe` gets the seconds since the start. */
export function fakeWorld(
  observe: (seconds: number) => Partial<Observation>,
): World & { seconds(): number } {
  let clock = 0;
  return {
    now: () => clock,
    seconds: () => clock / 1000,
    sleep: async (milliseconds) => {
      clock += milliseconds;
    },
    observe: async () => ({ state: "running", ...observe(clock / 1000) }),
  };
}

export interface FakeSsh {
  readonly open: OpenSsh;
  readonly commands: string[];
  opened: number;
  closed: number;
}

/** An ssh that answers each command by a function; a thrown fault refuses the login. */
export function fakeSsh(answer: (command: string) => Partial<CommandResult> | SshFault): FakeSsh {
  const fake: FakeSsh = {
    commands: [],
    opened: 0,
    closed: 0,
    open: async () => {
      const first = answer("");
      if (typeof first === "string") throw new SshError(first, `ssh to 127.0.0.1:2222: ${first}`);
      fake.opened += 1;
      return {
        run: async (command) => {
          fake.commands.push(command);
          const result = answer(command);
          if (typeof result === "string")
            throw new SshError(result, `ssh to 127.0.0.1:2222: ${result}`);
          return { code: 0, stdout: "", stderr: "", ...result };
        },
        close: () => {
          fake.closed += 1;
        },
      };
    },
  };
  return fake;
}

export const noSsh = (): FakeSsh => fakeSsh(() => SshFault.Refused);

/** The failure of a wait that must fail. */
export async function failureOf(
  reader: Reader,
  world: World,
  deadlineSec = 600,
): Promise<BootFailure> {
  try {
    await waitForBoot("worker-1", deadlineSec, reader, world);
  } catch (error) {
    if (error instanceof BootFailure) return error;
    throw error;
  }
  throw new Error("the wait succeeded");
}
