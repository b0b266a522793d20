/** What each kind of resource would answer. An unknown kind is a mistake in the test or in the program. */
export function outputsOf(
  type: string,
  name: string,
  inputs: Inputs = {},
): Record<string, unknown> {
  const make = makers[type];
  if (make === undefined) throw new Error(`no mock for ${type} (${name})`);
  return make(name, inputs);
}

type Inputs = Readonly<Record<string, unknown>>;

const addresses: Record<string, string> = { "lisa-master": "10.77.0.10" };
for (let i = 1; i <= 9; i += 1) addresses[`lisa-worker-${String(i)}`] = `10.77.0.1${String(i)}`;

const makers: Record<string, (name: string, inputs: Inputs) => Record<string, unknown>> = {
  "slipway:index:TorqueCluster": () => ({}),
  "tls:index/privateKey:PrivateKey": (name) => ({
    privateKeyOpenssh: `PRIVATE-${name}`,
    privateKeyPem: `PRIVATE-${name}`,
    privateKeyPemPkcs8: `PRIVATE-${name}`,
    publicKeyOpenssh: `ssh-ed25519 PUBLIC-${name}\n`,
  }),
  "random:index/randomBytes:RandomBytes": () => ({ base64: "TVVOR0U=", hex: "4d554e4745" }),
  "command:remote:Command": (name, { create }) => ({
    stdout: name.endsWith("-canary") ? canarySays(String(create)) : "",
  }),
  "pulumi-nodejs:dynamic/slipway:LocalSite": () => ({}),
  "pulumi-nodejs:dynamic/slipway:LocalNetwork": () => ({}),
  "pulumi-nodejs:dynamic/slipway:LocalVolume": () => ({}),
  "pulumi-nodejs:dynamic/slipway:LocalMachine": (name) => ({
    machineId: `${name}-machine-id`,
    startId: `${name}-start-id`,
    privateAddress: addresses[name],
    ...(name.endsWith("-master") ? { endpointHost: "127.0.0.1", endpointPort: 2201 } : {}),
    running: true,
  }),
  "slipway:index:VirtualMachine": () => ({}),
  "pulumi-nodejs:dynamic/slipway:OpenStackSite": () => ({
    mark: "mark-1234-5678",
    flavors: Object.fromEntries(
      [...Object.keys(addresses), "box"].map((machine) => [machine, `flavor-of-${machine}`]),
    ),
    images: { "debian-12": "id-of-debian-12" },
    keptImages: {},
    replaced: {},
    externalNetworkId: "outside-id",
    externalNetworkName: "outside",
    networkId: "site-network",
    subnetId: "site-subnet",
    networkCidr: "172.24.6.0/24",
  }),
  "pulumi-nodejs:dynamic/slipway:OpenStackNetworkGuard": () => ({}),
  "pulumi-nodejs:dynamic/slipway:OpenStackVolume": () => ({}),
  "pulumi-nodejs:dynamic/slipway:OpenStackImage": () => ({}),
  "openstack:compute/instance:Instance": () => ({}),
  "openstack:compute/keypair:Keypair": () => ({}),
  "openstack:compute/serverGroup:ServerGroup": () => ({}),
  "openstack:compute/volumeAttach:VolumeAttach": () => ({}),
  "openstack:networking/network:Network": () => ({}),
  "openstack:networking/subnet:Subnet": () => ({}),
  "openstack:networking/router:Router": () => ({}),
  "openstack:networking/routerInterface:RouterInterface": () => ({}),
  "openstack:networking/secGroup:SecGroup": () => ({}),
  "openstack:networking/secGroupRule:SecGroupRule": () => ({}),
  "openstack:networking/floatingIp:FloatingIp": () => ({ address: "192.0.2.10" }),
  "openstack:networking/port:Port": (name) => ({
    allFixedIps: ["fd00::1", addresses[name.replace(/-port$/, "")] ?? "10.77.0.5"],
  }),
  "slipway:index:ClusterImage": () => ({}),
  "pulumi-nodejs:dynamic/slipway:ImageBuild": (name) => ({ imageName: `slipway-${name}` }),
  "pulumi-nodejs:dynamic/slipway:NodeBoot": () => ({ bootSec: 12.5, bootId: "boot" }),
  "pulumi-nodejs:dynamic/slipway:ClusterHealth": () => ({ problems: [] }),
  "pulumi-nodejs:dynamic/slipway:AccessFiles": () => ({
    knownHosts: "/access/known_hosts",
    sshConfig: "/access/ssh_config",
    privateKeyFile: "/access/id_ed25519",
    ssh: "ssh -F /access/ssh_config master",
  }),
};

export const measured = {
  nodes: 2,
  busy: 0,
  slots: 2,
  jobsSec: 1,
  mpiSec: 2,
  fileSec: 0.1,
  totalSec: 3.1,
  workers: { "worker-1": "ran", "worker-2": "ran" },
};

/** What the canary prints when it was asked for these workers and all ran. */
function canarySays(commandLine: string): string {
  const asked = commandLine.match(/\bworker-\d+\b/g) ?? [];
  const workers = Object.fromEntries(asked.map((worker) => [worker, "ran"]));
  return `${JSON.stringify({ ...measured, nodes: asked.length, workers })}\n`;
}
