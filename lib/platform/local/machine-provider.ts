import type * as pulumi from "@pulumi/pulumi";
import { loadInternal } from "../../core/dynamic";
import type { MachineInputs, MachineOuts } from "./machine-args";
import type * as Client from "./machine-client";
import type * as Diff from "./machine-diff";

/** Thin on purpose: its text is kept in the state of every resource. */
export const machineProvider: pulumi.dynamic.ResourceProvider<MachineInputs, MachineOuts> = {
  // Looks whether the machine runs, so that a plain `up` also mends one that has stopped since the last refresh.
  async diff(id, olds, news) {
    const { diffMachine } = loadInternal("platform/local/machine-diff") as typeof Diff;
    const { readMachine } = loadInternal("platform/local/machine-client") as typeof Client;
    const now = olds.running ? await readMachine(id, olds) : olds;
    return diffMachine(olds, news, now?.running ?? true);
  },

  create(inputs) {
    const { createMachine } = loadInternal("platform/local/machine-client") as typeof Client;
    return createMachine(inputs);
  },

  async read(id, props) {
    const { readMachine } = loadInternal("platform/local/machine-client") as typeof Client;
    const state = props && (await readMachine(id, props));
    return state ? { id, props: { ...props, ...state } } : { id: "" };
  },

  async update(id, olds, news) {
    const { updateMachine } = loadInternal("platform/local/machine-client") as typeof Client;
    return { outs: await updateMachine(id, olds, news) };
  },

  async delete(id, props) {
    const { deleteMachine } = loadInternal("platform/local/machine-client") as typeof Client;
    await deleteMachine(id, props);
  },
};
