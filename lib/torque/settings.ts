import { MAX_AGE_DAYS } from "../image/package-state";
import type { MachineSize } from "../platform/platform";
import { PlatformName } from "../platform/platform";
import type { NodeSizeArgs, TorqueClusterArgs, UserArgs } from "./args";

/** The arguments with every default filled in; not yet checked. */
export interface TorqueSettings {
  readonly platform: PlatformName;
  readonly workers: number;
  readonly master: MachineSize;
  readonly worker: MachineSize;
  readonly users: readonly UserArgs[];
  readonly cidr: string;
  readonly domain: string;
  readonly packages: readonly string[];
  readonly packageState?: string;
  readonly imageMaxAgeDays: number;
  readonly setup?: string;
  readonly homeGiB?: number;
  readonly sshCidrs: readonly string[];
  readonly masterImage?: string;
  readonly workerImage?: string;
  readonly bootDeadlineSec: number;
  readonly drainDeadlineSec: number;
}

/** The only place that knows the defaults. A changed default is a breaking change. */
export function settingsOf(name: string, args: TorqueClusterArgs): TorqueSettings {
  const { packageState, setup, homeGiB, masterImage, workerImage } = args;
  return {
    platform: args.platform ?? PlatformName.Local,
    workers: args.workers ?? 2,
    master: sizeOf(args.master, 768),
    worker: sizeOf(args.worker, 512),
    users: args.users ?? [{ name: "tuser", uid: 2001 }],
    cidr: args.cidr ?? "10.77.0.0/24",
    domain: args.domain ?? `${name}.internal`,
    packages: args.packages ?? [],
    ...(packageState === undefined ? {} : { packageState }),
    imageMaxAgeDays: args.imageMaxAgeDays ?? MAX_AGE_DAYS,
    ...(setup === undefined ? {} : { setup }),
    ...(homeGiB === undefined ? {} : { homeGiB }),
    sshCidrs: args.sshCidrs ?? ["0.0.0.0/0"],
    ...(masterImage === undefined ? {} : { masterImage }),
    ...(workerImage === undefined ? {} : { workerImage }),
    bootDeadlineSec: args.bootDeadlineSec ?? 600,
    drainDeadlineSec: args.drainDeadlineSec ?? 300,
  };
}

function sizeOf(size: NodeSizeArgs | undefined, memoryMiB: number): MachineSize {
  return {
    vcpus: size?.vcpus ?? 1,
    memoryMiB: size?.memoryMiB ?? memoryMiB,
    diskGiB: size?.diskGiB ?? 8,
  };
}
