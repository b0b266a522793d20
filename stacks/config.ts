import * as fs from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type {
  NodeSizeArgs,
  OpenStackArgs,
  PlatformName,
  TorqueClusterArgs,
  UserArgs,
  VirtualMachineArgs,
} from "slipway";

/** The stack programs. */
export const ProgramName = { Torque: "torque", Machine: "machine" } as const;
export type ProgramName = (typeof ProgramName)[keyof typeof ProgramName];

/** What `slipway:machine` may hold: the component's own fields, and its user data as a file. */
type MachineConfig = Omit<
  VirtualMachineArgs,
  "platform" | "openstack" | "bootDeadlineSec" | "userData"
> & {
  userDataFile?: string;
};

/** The stack's settings, read in one place. Their schema is in Pulumi.yaml; the components check what they mean. */
export type StackConfig = ReturnType<typeof makeConfig>;

export function makeConfig(config = new pulumi.Config("slipway")) {
  const text = (key: string): string | undefined => unless("", config.get(key)?.trim());
  const fileIn = (file: string | undefined): string | undefined =>
    file === undefined ? undefined : path.resolve(projectFolder, file);
  const platform = text("platform") as PlatformName | undefined;
  const openstack = config.getObject<OpenStackArgs>("openstack");
  const bootDeadlineSec = config.getNumber("bootDeadlineSec");
  const { userDataFile, ...machine } = config.getObject<MachineConfig>("machine") ?? {};
  const userData = fileIn(userDataFile);
  return {
    program: (text("program") ?? ProgramName.Torque) as ProgramName,
    name: text("name") ?? "torque",
    torque: defined({
      platform,
      openstack,
      workers: config.getNumber("workers"),
      master: config.getObject<NodeSizeArgs>("master"),
      worker: config.getObject<NodeSizeArgs>("worker"),
      users: config.getObject<UserArgs[]>("users"),
      cidr: text("cidr"),
      domain: text("domain"),
      packages: config.getObject<string[]>("packages"),
      packageState: text("packageState"),
      imageMaxAgeDays: config.getNumber("imageMaxAgeDays"),
      setup: fileIn(text("setup")),
      homeGiB: unless(0, config.getNumber("homeGiB")),
      sshCidrs: config.getObject<string[]>("sshCidrs"),
      masterImage: text("masterImage"),
      workerImage: text("workerImage"),
      bootDeadlineSec,
      drainDeadlineSec: config.getNumber("drainDeadlineSec"),
    }) satisfies TorqueClusterArgs,
    machine: defined({
      ...machine,
      platform,
      openstack,
      bootDeadlineSec,
      userData: userData === undefined ? undefined : read(userData),
    }) satisfies VirtualMachineArgs,
  };
}

/** Paths in a stack file are meant from the folder it lies in. */
const projectFolder = path.resolve(__dirname, "..");

function read(file: string): string {
  if (!fs.existsSync(file)) {
    throw new pulumi.RunError(`slipway:machine.userDataFile: no such file, got "${file}"`);
  }
  return fs.readFileSync(file, "utf8");
}

/** A key with a schema always has a value, so one value of each type stands for "not set". */
function unless<T>(unset: T, value: T | undefined): T | undefined {
  return value === unset ? undefined : value;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the fields that are not set, so that the component's own defaults apply. */
function defined<T extends object>(fields: T): Defined<T> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Defined<T>;
}
