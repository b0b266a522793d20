import { TorqueCluster, type TorqueClusterArgs } from "../../lib";
import { record, type Registered } from "./recorder";

/** All that a cluster `lisa` with these arguments registers. */
export async function registered(args: TorqueClusterArgs, preview = false): Promise<Registered[]> {
  const { resources } = await record(() => new TorqueCluster("lisa", args), { preview });
  return [...resources];
}
