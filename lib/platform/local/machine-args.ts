/** What a machine is made from, as the provider gets it: plain values only. */
export interface MachineInputs {
  /** Raised when what state holds must be written anew. */
  readonly providerVersion: number;
  /** Stack's folder name; with `machine` it says which machine this is, also after a crash. */
  readonly stack: string;
  readonly machine: string;
  readonly hostname: string;
  /** A change restarts the machine. */
  readonly vcpus: number;
  /** A change restarts the machine. */
  readonly memoryMiB: number;
  /** Growing restarts the machine; shrinking replaces it. */
  readonly diskGiB: number;
  /** Name of a built image, or path of a disk image. A change replaces the machine. */
  readonly image: string;
  /** Secret. A change replaces the machine. */
  readonly userData: string;
  readonly network?: { readonly name: string; readonly cidr: string };
  readonly privateIp?: string;
  /** A change restarts the machine. */
  readonly publicAddress: boolean;
  readonly volumes: readonly { readonly id: string; readonly serial: string }[];
}

/** What is known of a machine once it is there. No key is one of the inputs'. */
export interface MachineState {
  readonly machineId: string;
  /** Fresh for each start of its process. */
  readonly startId: string;
  readonly privateAddress: string;
  /** False when its process, or its network's, has ended: the next `up` starts it again. */
  readonly running: boolean;
  readonly endpointHost?: string;
  readonly endpointPort?: number;
}

export type MachineOuts = MachineInputs & MachineState;
