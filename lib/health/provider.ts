import type * as pulumi from "@pulumi/pulumi";
import { loadInternal } from "../core/dynamic";
import type { HealthInputs } from "./args";
import type * as Client from "./client";

/** Raised by hand when state must be written anew. */
export const PROVIDER_VERSION = 1;

/** Thin on purpose: its text is kept in the state of every resource. */
export const clusterHealthProvider: pulumi.dynamic.ResourceProvider<HealthInputs, HealthInputs> = {
  diff(_id, olds, news) {
    const { differs } = loadInternal("health/client") as typeof Client;
    return Promise.resolve({ changes: differs(olds, news) });
  },

  async create(inputs) {
    const { check, failure } = loadInternal("health/client") as typeof Client;
    const problems = await check(inputs);
    if (problems.length === 0) return { id: inputs.cluster, outs: { ...inputs } };
    // Kept in the stack as made but not well, so that the next `pulumi up` repairs instead of only looking again.
    const properties = { ...inputs, problems };
    const reasons = [failure(inputs, "check", problems)];
    throw Object.assign(new Error(reasons[0]), { id: inputs.cluster, properties, reasons });
  },

  async update(_id, _olds, inputs) {
    const { repair, failure } = loadInternal("health/client") as typeof Client;
    const problems = await repair(inputs);
    if (problems.length > 0) throw new Error(failure(inputs, "repair", problems));
    return { outs: { ...inputs } };
  },

  async read(id, props) {
    if (props === undefined) return { id };
    const { look } = loadInternal("health/client") as typeof Client;
    const seen = { ...props, problems: await look(props) };
    // As inputs too, so that a preview shows each problem beside the wanted none.
    const known = seen.problems.length > 0 || props.problems.length > 0;
    return known ? { id, props: seen, inputs: seen } : { id, props: seen };
  },

  delete: () => Promise.resolve(),
};
