import type { Problem } from "../core/errors";
import type { MachineSize, Platform, SiteNeeds } from "../platform/platform";
import type { NodeUserData } from "../user-data/render";
import type { Recipes } from "../user-data/payload";
import { nodeAddress } from "./addresses";
import type { TorqueClusterArgs, UserArgs } from "./args";
import { siteNeeds } from "./needs";
import { settingsOf, type TorqueSettings } from "./settings";
import { userDataProblems } from "./user-data-size";
import { validateSettings } from "./validate";

/** The two kinds of nodes; also the names of their images. */
export const NodeRole = { Master: "torque-master", Worker: "torque-worker" } as const;
export type NodeRole = (typeof NodeRole)[keyof typeof NodeRole];

/** One machine of the cluster. It depends on the settings and its own number only, never on how many others there are. */
export interface NodePlan {
  /** Short host name: `master`, `worker-1`. */
  readonly node: string;
  /** Name of the machine's resource: `lisa-worker-1`. */
  readonly resource: string;
  readonly role: NodeRole;
  readonly address: string;
  readonly size: MachineSize;
  /** A stock image of the platform; absent: the image that slipway builds for the role. */
  readonly stockImage?: string;
  /** Everything of the user data that is known before any resource exists. */
  readonly userData: Omit<NodeUserData, "hostKey" | "operatorKeys" | "secrets">;
  /** What a stock image gets once it is up, see `Recipes`. */
  readonly afterBoot?: string;
}

/** What to create. */
export interface TorquePlan {
  readonly name: string;
  readonly settings: TorqueSettings;
  readonly master: NodePlan;
  readonly workers: readonly NodePlan[];
  readonly users: readonly [UserArgs, ...UserArgs[]];
  readonly needs: SiteNeeds;
}

/** What the plan has to know besides the arguments. */
export interface Surroundings {
  /** The platform asked for, or undefined when this version has none of that name. */
  readonly platform: Pick<Platform, "validate" | "volumes" | "images"> | undefined;
  readonly platformNames: readonly string[];
  /** Text of the file that `setup` names, or what is wrong with it. */
  readonly setup?: { readonly text: string } | { readonly problem: Problem };
  /** Recipes of an image kind, for stock images: see `recipePayload`. Throws when they are missing. */
  readonly payload: (kind: string) => Recipes;
}

export type PlanResult =
  | { readonly plan: TorquePlan; readonly problems?: never }
  | { readonly plan?: never; readonly problems: readonly Problem[] };

/** Says what to create, or everything that is wrong with the arguments. Creates nothing itself. */
export function plan(name: string, args: TorqueClusterArgs, around: Surroundings): PlanResult {
  const settings = settingsOf(name, args);
  const needs = siteNeeds(name, settings);
  const payloads = stockPayloads(settings, around);
  const problems = [
    ...validateSettings(name, settings),
    ...validatePlatform(settings, needs, around),
    ...(around.setup !== undefined && "problem" in around.setup ? [around.setup.problem] : []),
    ...payloads.problems,
  ];
  if (problems.length > 0) return { problems };
  const [first, ...others] = settings.users;
  if (first === undefined) return { problems };

  const setup =
    around.setup !== undefined && "text" in around.setup ? around.setup.text : undefined;
  const build = (index: number): NodePlan => nodePlan(name, settings, index, setup, payloads);
  const master = build(0);
  const workers = Array.from({ length: settings.workers }, (_, i) => build(i + 1));
  const tooLarge = [master, ...workers.slice(0, 1)].flatMap(userDataProblems);
  if (tooLarge.length > 0) return { problems: tooLarge };
  return { plan: { name, settings, master, workers, users: [first, ...others], needs } };
}

/**
 * A master that installs everything at its first boot has shares late. How long a worker may wait for them is up to
 * `bootDeadlineSec`, which is counted outside of the machines: this is the most that it can be.
 */
const PATIENCE = { SLIPWAY_MOUNT_DEADLINE_SEC: "7200", SLIPWAY_SCRIPT_DEADLINE_SEC: "7200" };

type Payloads = Partial<Record<NodeRole, Recipes>>;

function nodePlan(
  name: string,
  settings: TorqueSettings,
  index: number,
  setup: string | undefined,
  payloads: { readonly found: Payloads },
): NodePlan {
  const isMaster = index === 0;
  const role = isMaster ? NodeRole.Master : NodeRole.Worker;
  const node = isMaster ? "master" : `worker-${String(index)}`;
  const stockImage = isMaster ? settings.masterImage : settings.workerImage;
  const size = isMaster ? settings.master : settings.worker;
  const address = nodeAddress(settings.cidr, index);
  const recipes = payloads.found[role];
  const env = {
    SLIPWAY_CLUSTER: name,
    SLIPWAY_ROLE: role,
    SLIPWAY_NODE: node,
    SLIPWAY_DOMAIN: settings.domain,
    SLIPWAY_ADDRESS: address,
    SLIPWAY_CIDR: settings.cidr,
    SLIPWAY_MASTER_ADDRESS: nodeAddress(settings.cidr, 0),
    SLIPWAY_CPUS: String(size.vcpus),
    SLIPWAY_PACKAGES: stockImage === undefined ? "" : settings.packages.join(" "),
    SLIPWAY_HOME_VOLUME: "",
    ...(isMaster || settings.masterImage === undefined ? {} : PATIENCE),
  };
  return {
    node,
    resource: `${name}-${node}`,
    role,
    address,
    size,
    ...(stockImage === undefined ? {} : { stockImage }),
    userData: {
      hostname: node,
      domain: settings.domain,
      env,
      ...(setup === undefined ? {} : { setup }),
      ...(recipes === undefined
        ? {}
        : { payload: { kinds: recipes.kinds, archive: recipes.archive } }),
    },
    ...(recipes?.afterBoot === undefined ? {} : { afterBoot: recipes.afterBoot }),
  };
}

function validatePlatform(
  settings: TorqueSettings,
  needs: SiteNeeds,
  around: Surroundings,
): Problem[] {
  if (around.platform === undefined) {
    const names = around.platformNames.join(", ");
    return [
      {
        path: "platform",
        reason: `${settings.platform} is not in this version, use one of: ${names}`,
      },
    ];
  }
  const homeless = settings.homeGiB !== undefined && around.platform.volumes === undefined;
  return [
    ...(homeless
      ? [
          {
            path: "homeGiB",
            reason: `platform ${settings.platform} has no data volumes, leave it out`,
          },
        ]
      : []),
    ...around.platform.validate(needs),
  ];
}

function stockPayloads(
  { masterImage, workerImage }: TorqueSettings,
  around: Surroundings,
): { readonly found: Payloads; readonly problems: readonly Problem[] } {
  const found: Payloads = {};
  const problems: Problem[] = [];
  const load = (path: string, image: string | undefined, role: NodeRole): void => {
    if (image === undefined) return;
    if (image.trim() === "")
      problems.push({ path, reason: "must name an image of the platform", got: image });
    try {
      found[role] = around.payload(role);
    } catch (error) {
      problems.push({ path, reason: error instanceof Error ? error.message : String(error) });
    }
  };
  load("masterImage", masterImage, NodeRole.Master);
  load("workerImage", workerImage, NodeRole.Worker);
  return { found, problems };
}
