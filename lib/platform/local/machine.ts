import * as pulumi from "@pulumi/pulumi";
import { machineProvider } from "./machine-provider";
import { PROVIDER_VERSION } from "./version";

export interface LocalMachineArgs {
  /** Folder name of the stack. */
  readonly stack: string;
  readonly hostname: string;
  /** A change restarts the machine, gently; its disk stays. */
  readonly vcpus: number;
  /** MiB. A change restarts the machine, gently; its disk stays. */
  readonly memoryMiB: number;
  /** GiB. Growing restarts the machine, gently; shrinking replaces it. */
  readonly diskGiB: number;
  /** Name of a built image, or the path of any disk image (qcow2, raw). A change replaces the machine. */
  readonly image: pulumi.Input<string>;
  /** cloud-init user data; kept secret. A change replaces the machine. */
  readonly userData: pulumi.Input<string>;
  /** A change replaces the machine. */
  readonly network?: { readonly name: pulumi.Input<string>; readonly cidr: pulumi.Input<string> };
  /** A change replaces the machine. Defaults to the first free address of the network. */
  readonly privateIp?: string;
  /** Whether ssh is to be reached at a port of 127.0.0.1. A change restarts the machine. */
  readonly publicAddress: boolean;
  /** A change replaces the machine; the volumes stay. */
  readonly volumes: readonly {
    readonly id: pulumi.Input<string>;
    readonly serial: pulumi.Input<string>;
  }[];
}

/** A virtual machine of this host: a QEMU process that outlives the CLI, with files in the data folder. */
export class LocalMachine extends pulumi.dynamic.Resource {
  /** Fresh whenever the machine is made anew. */
  declare readonly machineId: pulumi.Output<string>;
  /** Fresh whenever the machine is started. */
  declare readonly startId: pulumi.Output<string>;
  declare readonly privateAddress: pulumi.Output<string>;
  /** Set when `publicAddress` was asked for. */
  declare readonly endpointHost: pulumi.Output<string | undefined>;
  declare readonly endpointPort: pulumi.Output<number | undefined>;
  /** False once a refresh has seen that it does not run. */
  declare readonly running: pulumi.Output<boolean>;

  constructor(name: string, args: LocalMachineArgs, opts: pulumi.CustomResourceOptions) {
    const inputs = {
      ...args,
      machine: name,
      userData: pulumi.secret(args.userData),
      providerVersion: PROVIDER_VERSION,
      machineId: undefined,
      startId: undefined,
      privateAddress: undefined,
      endpointHost: undefined,
      endpointPort: undefined,
      running: undefined,
    };
    const secrets = { additionalSecretOutputs: ["userData"] };
    super(
      machineProvider,
      name,
      inputs,
      pulumi.mergeOptions(opts, secrets),
      "slipway",
      "LocalMachine",
    );
  }
}
