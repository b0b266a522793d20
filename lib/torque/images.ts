import type * as pulumi from "@pulumi/pulumi";
import { ClusterImage } from "../image/cluster-image";
import { NodeRole, type NodePlan, type TorquePlan } from "./plan";

/** The images that machines start from. An image is built only if some machine needs it. */
export function nodeImages(
  plan: TorquePlan,
  opts: pulumi.CustomResourceOptions,
): { readonly master: pulumi.Input<string>; readonly worker: pulumi.Input<string> } {
  const imageOf = (
    node: NodePlan | undefined,
    name: string,
    kind: NodeRole,
  ): pulumi.Input<string> => {
    if (node === undefined) return "";
    if (node.stockImage !== undefined) return node.stockImage;
    const { platform, packages, packageState, imageMaxAgeDays: maxAgeDays } = plan.settings;
    const state = packageState === undefined ? {} : { packageState };
    return new ClusterImage(
      `${plan.name}-${name}`,
      { kind, packages: [...packages], ...state, maxAgeDays, platform },
      opts,
    ).ref;
  };
  return {
    master: imageOf(plan.master, "master-image", NodeRole.Master),
    worker: imageOf(plan.workers[0], "worker-image", NodeRole.Worker),
  };
}
