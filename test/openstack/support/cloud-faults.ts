import { ROOT } from "../../e2e/support/sandbox";

/** A fault of the cloud, and what the terminal must say of it. */
export interface CloudFault {
  readonly name: string;
  /** One of those that are tried without `SLIPWAY_FAULTS=all`: each of them is told in another way. */
  readonly sample?: true;
  /** What makes it, as words of `fault`. */
  readonly knobs: readonly (readonly string[])[];
  /** What takes it away again, besides `fault clear`. */
  readonly cure?: readonly string[];
  /** The call that it strikes: the time counts from there. */
  readonly call: RegExp;
  readonly words: RegExp;
}

const SERVERS = /^POST .*\/servers$/;
const PORTS = /^POST .*\/ports$/;
const CREATE_SERVER = ["--service", "compute", "--method", "POST", "--path", "/servers$"];
const CREATE_PORT = ["--service", "network", "--method", "POST", "--path", "/ports$"];
const LASTING = ["--times", "99"];

/** Every such call is answered so. */
const answer = (status: number, filter: string[], message?: string): readonly string[] => [
  "answer",
  String(status),
  ...filter,
  ...LASTING,
  ...(message === undefined ? [] : ["--message", message]),
];

/** Turns a knob when the first port is there: the site's check is over then, and no machine is made yet. */
const afterPreflight = (...words: readonly string[]): readonly string[] => {
  const lab = `${ROOT}/lab/openstack/run.sh`;
  const home = `XDG_DATA_HOME=${process.env.XDG_DATA_HOME ?? ""}`;
  return ["cut", "after", "1", "run", "env", home, "bash", lab, "fault", ...words];
};

/**
 * It needs a stack that has no address yet. Neutron tells only administrators how many addresses a pool has left: preview
 * can't see it on this cloud.
 */
const POOL: CloudFault = {
  name: "the pool of floating addresses is empty",
  knobs: [["floating-pool", "1"]],
  cure: ["floating-pool", "refill"],
  call: /^POST .*\/floatingips$/,
  words:
    /lab-master-address: Neutron did not make it \(409\): No more IP addresses.*release floating IPs/,
};

const ANSWERS: readonly CloudFault[] = [
  {
    name: "no host takes the machine, which ends in ERROR",
    sample: true,
    knobs: [["hypervisor", "down"]],
    cure: ["hypervisor", "up"],
    call: SERVERS,
    words:
      /: Nova could not start the machine: No valid host was found.*no host of the site has room/,
  },
  {
    name: "a quota is used up after the check",
    sample: true,
    knobs: [afterPreflight("quota", "instances=1")],
    cure: ["quota", "instances=-1"],
    call: SERVERS,
    words:
      /: Nova did not make it \(403\): Quota exceeded for instances.*a quota of the project is used up/,
  },
  {
    name: "an image is switched off after the check",
    knobs: [afterPreflight("image", "deactivate", "fake")],
    cure: ["image", "reactivate", "fake"],
    call: SERVERS,
    words: /: Nova did not make it \(400\): Image .* is not active.*put it there again/,
  },
  {
    name: "401 for the login",
    sample: true,
    knobs: [answer(401, ["--service", "identity", "--method", "POST"])],
    call: /^never/,
    words: /\/v3\/auth\/tokens: 401 .*the credentials are wrong or have expired/,
  },
  {
    name: "401 for a request",
    knobs: [answer(401, CREATE_SERVER)],
    call: SERVERS,
    words:
      /: Nova did not make it \(401\): Unauthorized; the credentials are wrong or have expired/,
  },
  {
    name: "403",
    knobs: [answer(403, CREATE_PORT, "Policy doesn't allow create_port to be performed.")],
    call: PORTS,
    words:
      /-port: Neutron did not make it \(403\): Policy doesn't allow.*lack a role for this; then/,
  },
  {
    name: "409",
    knobs: [answer(409, CREATE_PORT, "IP address 10.77.0.20 already allocated in subnet")],
    call: PORTS,
    words: /-port: Neutron did not make it \(409\): IP address .* already allocated/,
  },
  {
    name: "413 as old versions answer to a used-up quota",
    knobs: [
      answer(413, CREATE_SERVER, "Quota exceeded for cores: Requested 1, but already used 20"),
    ],
    call: SERVERS,
    words: /: Nova did not make it \(413\): Quota exceeded for cores.*a quota of the project/,
  },
  {
    name: "429 that lasts",
    knobs: [answer(429, CREATE_SERVER)],
    call: SERVERS,
    words:
      /: Nova did not make it \(429, asked 5 times\): Too Many Requests; .*lower openstack.createsPerSecond/,
  },
  {
    name: "500 that lasts",
    knobs: [answer(500, CREATE_SERVER)],
    call: SERVERS,
    words:
      /: Nova did not make it \(500, asked 5 times\): Internal Server Error; a fault of the cloud/,
  },
  {
    name: "503 of a whole service",
    knobs: [answer(503, ["--service", "network", "--mutating"])],
    call: PORTS,
    words:
      /-port: Neutron did not make it \(503, asked 5 times\): Service Unavailable; a fault of the cloud/,
  },
];

/** Requests that the cloud takes and never answers. The provider's end only with our build of its plugin. */
const HANGS: readonly CloudFault[] = [
  {
    name: "Nova takes the request for a machine and says nothing",
    knobs: [["hang", ...CREATE_SERVER, "--times", "99"]],
    call: SERVERS,
    words: /lab-worker-\d+: not there after 2\d s: Nova has not answered the request to make it/,
  },
  {
    name: "Neutron takes the request for a port and says nothing",
    knobs: [["hang", ...CREATE_PORT, "--times", "99"]],
    call: PORTS,
    words:
      /lab-worker-\d+-port: not there after 2\d s: Neutron has not answered the request to make it/,
  },
  {
    name: "Keystone says nothing",
    knobs: [["hang", "--service", "identity", "--times", "99"]],
    call: /^never/,
    words: /\/v3\/auth\/tokens: no answer within 12 s; is the cloud's address right/,
  },
];

/** The faults to try, each on a cluster one machine larger than for the one before. */
export const FAULTS: readonly CloudFault[] = [POOL, ...ANSWERS, ...HANGS].filter(
  ({ sample }) => sample === true || process.env.SLIPWAY_FAULTS === "all",
);
