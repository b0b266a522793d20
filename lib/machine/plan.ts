import type { Problem } from "../core/errors";
import { eachOf, matches, wholeNumber } from "../core/validate";
import { MAX_AGE_DAYS } from "../image/package-state";
import { validateMaxAge, validatePackageState } from "../image/validate-state";
import {
  PlatformName,
  type MachineSize,
  type Platform,
  type SiteNeeds,
} from "../platform/platform";
import { WaitFor, type VirtualMachineArgs } from "./args";
import { checkUserData } from "./user-data";

const NAME = /^[a-z](?:[a-z0-9-]{0,28}[a-z0-9])?$/;
const ACCOUNT = /^[a-z_][a-z0-9_-]{0,30}$/;
const PUBLIC_KEY = /^(?:ssh-|ecdsa-|sk-)[a-z0-9@.-]+ [A-Za-z0-9+/]+={0,2}(?: [^\n]*)?$/;

/** What to create. */
export interface MachinePlan {
  readonly platform: PlatformName;
  readonly size: MachineSize;
  readonly sshKeys: readonly string[];
  readonly user: string;
  readonly publicAddress: boolean;
  readonly waitFor: WaitFor;
  readonly bootDeadlineSec: number;
  readonly dataGiB?: number;
  readonly packageState?: string;
  readonly imageMaxAgeDays: number;
  readonly needs: SiteNeeds;
}

/** What the plan has to know besides the arguments. */
export interface MachineSurroundings {
  /** The platform asked for, or undefined when this version has none of that name. */
  readonly platform: Pick<Platform, "validate" | "volumes"> | undefined;
  readonly platformNames: readonly string[];
}

export type MachinePlanResult =
  | { readonly plan: MachinePlan; readonly problems?: never }
  | { readonly plan?: never; readonly problems: readonly Problem[] };

/** The platform that the arguments ask for. */
export function platformOf(args: VirtualMachineArgs): PlatformName {
  return args.platform ?? PlatformName.Local;
}

/** Says what to create, or everything that is wrong with the arguments. Creates nothing itself. */
export function planMachine(
  name: string,
  args: VirtualMachineArgs,
  around: MachineSurroundings,
): MachinePlanResult {
  const plan = withDefaults(name, args);
  const problems = [
    ...matches("name", name, NAME, "1–30 of a–z, 0–9 and -, starting with a letter"),
    ...checkSize(plan.size),
    ...(typeof args.userData === "string" ? checkUserData(args.userData) : []),
    ...eachOf("sshKeys", plan.sshKeys, (path, key) =>
      matches(path, key, PUBLIC_KEY, "one public key in OpenSSH form"),
    ),
    ...matches(
      "user",
      plan.user,
      ACCOUNT,
      "a login name: at most 31 of a–z, 0–9, _ and -, other than root",
    ),
    ...(plan.user === "root"
      ? [{ path: "user", reason: "must be another account than root", got: plan.user }]
      : []),
    ...validatePackageState(plan.packageState, args.image === undefined ? undefined : "image"),
    ...validateMaxAge("imageMaxAgeDays", plan.imageMaxAgeDays),
    ...checkWait(plan),
    ...wholeNumber("bootDeadlineSec", plan.bootDeadlineSec, 30, 7200),
    ...(plan.dataGiB === undefined ? [] : wholeNumber("dataGiB", plan.dataGiB, 1, 16_000)),
    ...checkPlatform(plan, around),
  ];
  return problems.length > 0 ? { problems } : { plan };
}

function withDefaults(name: string, args: VirtualMachineArgs): MachinePlan {
  const { vcpus = 1, memoryMiB = 512, diskGiB = 8 } = args.size ?? {};
  const { publicAddress = true, dataGiB, packageState } = args;
  const size = { vcpus, memoryMiB, diskGiB };
  return {
    platform: platformOf(args),
    size,
    sshKeys: args.sshKeys ?? [],
    user: args.user ?? "slipway",
    publicAddress,
    waitFor: args.waitFor ?? (publicAddress ? WaitFor.Boot : WaitFor.None),
    bootDeadlineSec: args.bootDeadlineSec ?? 600,
    ...(dataGiB === undefined ? {} : { dataGiB }),
    ...(packageState === undefined ? {} : { packageState }),
    imageMaxAgeDays: args.imageMaxAgeDays ?? MAX_AGE_DAYS,
    needs: {
      machines: [
        { name, ...size, ...(typeof args.image === "string" ? { image: args.image } : {}) },
      ],
      volumes: dataGiB === undefined ? [] : [{ name: `${name}-data`, sizeGiB: dataGiB }],
      publicAddresses: publicAddress ? 1 : 0,
    },
  };
}

function checkSize({ vcpus, memoryMiB, diskGiB }: MachineSize): Problem[] {
  return [
    ...wholeNumber("size.vcpus", vcpus, 1, 64),
    ...wholeNumber("size.memoryMiB", memoryMiB, 256, 4_194_304),
    ...wholeNumber("size.diskGiB", diskGiB, 2, 2000),
  ];
}

function checkWait({ waitFor, publicAddress }: MachinePlan): Problem[] {
  const known: readonly string[] = Object.values(WaitFor);
  if (!known.includes(waitFor))
    return [{ path: "waitFor", reason: `must be one of ${known.join(", ")}`, got: waitFor }];
  if (waitFor === WaitFor.None || publicAddress) return [];
  return [
    {
      path: "waitFor",
      reason: "must be none for a machine without a public address: ssh can't ask it",
      got: waitFor,
    },
  ];
}

function checkPlatform(
  plan: MachinePlan,
  { platform, platformNames }: MachineSurroundings,
): Problem[] {
  if (platform === undefined) {
    const reason = `is not in this version, use one of: ${platformNames.join(", ")}`;
    return [{ path: "platform", reason, got: plan.platform }];
  }
  const homeless = plan.dataGiB !== undefined && platform.volumes === undefined;
  return [
    ...(homeless
      ? [{ path: "dataGiB", reason: `platform ${plan.platform} has no data volumes, leave it out` }]
      : []),
    // Numbers that are wrong in themselves have their own message.
    ...(checkSize(plan.size).length === 0 ? platform.validate(plan.needs) : []),
  ];
}
