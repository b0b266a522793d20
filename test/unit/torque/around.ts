import type { MachineNeed } from "../../../lib/platform/platform";
import type { Surroundings } from "../../../lib/torque/plan";

/** A platform on which everything fits that is below 8 GiB a machine. */
export const around: Surroundings = {
  platform: {
    validate: ({ machines }) => machines.flatMap(memoryProblem),
    volumes: {
      volume: () => {
        throw new Error("a plan must not create anything");
      },
    },
  },
  platformNames: ["local"],
  payload: (kind) => ({ kinds: ["orchestrator", kind], archive: "cGFja2Vk" }),
};

function memoryProblem({ name, memoryMiB }: MachineNeed): { path: string; reason: string }[] {
  if (memoryMiB <= 8192) return [];
  return [
    { path: "memoryMiB", reason: `${name} needs ${String(memoryMiB)} MiB, this host has 8192` },
  ];
}
