import "../../core/end-with-engine";
import { cloud } from "./cloud";
import { sweepNetwork } from "./sweep";

export interface GuardInputs {
  readonly providerVersion: number;
  readonly mark: string;
  /** Id of the network. */
  readonly network: string;
}

/** Empties the network of what runs that were cut off have left in it. */
export async function clearNetwork({ mark, network }: GuardInputs): Promise<void> {
  await sweepNetwork(await cloud(), mark, network);
}
