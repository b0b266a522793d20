import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { formatProblems } from "../../../lib/core/errors";
import type { TorqueClusterArgs } from "../../../lib/torque/args";
import { plan, type Surroundings } from "../../../lib/torque/plan";
import { readSetup } from "../../../lib/torque/setup-file";
import { around } from "./around";

function problemsOf(
  args: unknown,
  name = "lisa",
  surroundings: Partial<Surroundings> = {},
): string[] {
  const result = plan(name, args as TorqueClusterArgs, { ...around, ...surroundings });
  expect(result.plan).to.equal(undefined);
  return formatProblems("TorqueCluster", name, result.problems ?? [])
    .split("\n")
    .slice(1)
    .map((line) => line.trim());
}

const user = { name: "ada", uid: 2001 };
const COUNT = "workers: must be a whole number 0–250, got";
const CIDR = "cidr: must be a private IPv4 network of /16 to /28, such as 10.77.0.0/24, got";
const WHOLE_KEY =
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOl6gV0TzyGJZ2efqqh2zIL9v2idKkUjpWejDGx1lfdP";
const KEY = "users[0].sshKeys[0]: must be a public key on one line, such as `ssh-ed25519 AAAA…`";

const table: [what: string, args: unknown, problems: string[]][] = [
  ["a negative number of workers", { workers: -1 }, [`${COUNT} -1`]],
  ["half a worker", { workers: 1.5 }, [`${COUNT} 1.5`]],
  ["ten thousand workers, once", { workers: 10_000 }, [`${COUNT} 10000`]],
  ["a number written as text", { workers: "2" }, [`${COUNT} "2"`]],
  [
    "a user without a uid",
    { users: [{ name: "ada" }] },
    ["users[0].uid: is missing, use 1000–59999"],
  ],
  [
    "a user with root's uid",
    { users: [{ name: "ada", uid: 0 }] },
    ["users[0].uid: is root's, use 1000–59999, got 0"],
  ],
  [
    "a system's uid",
    { users: [{ name: "ada", uid: 999 }] },
    ["users[0].uid: must be a whole number 1000–59999, got 999"],
  ],
  [
    "root as a user",
    { users: [{ name: "root", uid: 2001 }] },
    ['users[0].name: is an account of the system, choose another, got "root"'],
  ],
  [
    "slipway's own account",
    { users: [{ name: "slipway", uid: 2001 }] },
    ['users[0].name: is an account of the system, choose another, got "slipway"'],
  ],
  [
    "two users of one name",
    { users: [user, { name: "ada", uid: 2002 }] },
    ['users[1].name: is used twice, each name must be unique, got "ada"'],
  ],
  [
    "two users of one uid",
    { users: [user, { name: "bob", uid: 2001 }] },
    ["users[1].uid: is used twice, each uid must be unique, got 2001"],
  ],
  [
    "a user name that is none",
    { users: [{ name: "Ada L", uid: 2001 }] },
    ['users[0].name: must be 1–31 of a–z, 0–9, _ and -, starting with a letter, got "Ada L"'],
  ],
  [
    "a user with the name of a group of the system",
    { users: [{ name: "sudo", uid: 2001 }] },
    ['users[0].name: is an account of the system, choose another, got "sudo"'],
  ],
  [
    "groups that are as good as being root",
    { users: [{ ...user, groups: ["physics", "sudo", "slipway-users"] }] },
    [
      'users[0].groups[1]: is a group of the system, choose another, got "sudo"',
      'users[0].groups[2]: is a group of the system, choose another, got "slipway-users"',
    ],
  ],
  [
    "a key that was cut off, and one that is no text",
    { users: [{ ...user, sshKeys: [WHOLE_KEY.slice(0, -8), 42 as never] }] },
    [
      "users[0].sshKeys[0]: is cut off or damaged: copy the whole line of the public key's file",
      "users[0].sshKeys[1]: must be a public key on one line, such as `ssh-ed25519 AAAA…`",
    ],
  ],
  [
    "what is no list",
    { users: [{ ...user, sshKeys: WHOLE_KEY as never, groups: "physics" as never }] },
    ["users[0].sshKeys: must be a list", "users[0].groups: must be a list"],
  ],
  [
    "users, packages and ranges that are no list",
    { users: {} as never, packages: "g++" as never, sshCidrs: "192.0.2.0/24" as never },
    ["users: must be a list", "packages: must be a list", "sshCidrs: must be a list"],
  ],
  [
    "a field that is not known",
    { users: [{ ...user, sshkeys: [WHOLE_KEY] } as never] },
    ["users[0].sshkeys: is not known; use name, uid, sshKeys, groups"],
  ],
  ["no users", { users: [] }, ["users: must name at least one user: jobs never run as root"]],
  [
    "a group that is none",
    { users: [{ ...user, groups: ["a b"] }] },
    ['users[0].groups[0]: must be a group name in lower case, got "a b"'],
  ],
  [
    "a private key, without showing it",
    { users: [{ ...user, sshKeys: ["-----BEGIN OPENSSH PRIVATE KEY-----"] }] },
    [KEY],
  ],
  [
    "two keys in one",
    { users: [{ ...user, sshKeys: ["ssh-ed25519 AAAA\nssh-ed25519 BBBB"] }] },
    [KEY],
  ],
  ["a range that is no network", { cidr: "10.77.0.5/24" }, [`${CIDR} "10.77.0.5/24"`]],
  ["a public range", { cidr: "8.8.8.0/24" }, [`${CIDR} "8.8.8.0/24"`]],
  ["a tiny range", { cidr: "10.0.0.0/30" }, [`${CIDR} "10.0.0.0/30"`]],
  [
    "a range too small for the workers",
    { cidr: "10.77.0.0/28", workers: 5 },
    ['cidr: has room for 4 workers, 5 are wanted; use a wider one, got "10.77.0.0/28"'],
  ],
  [
    "more workers than the default range has room for",
    { workers: 245 },
    ['cidr: has room for 244 workers, 245 are wanted; use a wider one, got "10.77.0.0/24"'],
  ],
  [
    "a domain that is none",
    { domain: "Lisa_" },
    ['domain: must be a DNS name in lower case, got "Lisa_"'],
  ],
  [
    "a package that is none",
    { packages: ["git; rm"] },
    ['packages[0]: must be a Debian package name, got "git; rm"'],
  ],
  [
    "a package twice",
    { packages: ["git", "git"] },
    ['packages[1]: is used twice, each package must be unique, got "git"'],
  ],
  [
    "a package state that is no name",
    { packageState: "2026 11" },
    [
      "packageState: must be 1–32 of a–z, A–Z, 0–9, ., _ and -, starting with a letter or digit, " +
        'got "2026 11"',
    ],
  ],
  [
    "an age of images that is none",
    { imageMaxAgeDays: 0 },
    ["imageMaxAgeDays: must be a whole number 1–3650, got 0"],
  ],
  [
    "no memory",
    { worker: { memoryMiB: 0 } },
    ["worker.memoryMiB: must be a whole number 256–4194304, got 0"],
  ],
  ["no CPU", { master: { vcpus: 0 } }, ["master.vcpus: must be a whole number 1–64, got 0"]],
  [
    "a disk that is none",
    { master: { diskGiB: 0.5 } },
    ["master.diskGiB: must be a whole number 2–2000, got 0.5"],
  ],
  ["a volume that is none", { homeGiB: -4 }, ["homeGiB: must be a whole number 1–16000, got -4"]],
  [
    "an ssh range that is none",
    { sshCidrs: ["anywhere"] },
    ['sshCidrs[0]: must be an IPv4 network, such as 192.0.2.0/24, got "anywhere"'],
  ],
  [
    "a master that nobody may reach",
    { sshCidrs: [] },
    ["sshCidrs: must name at least one range: nobody, slipway included, could reach the master"],
  ],
  [
    "a deadline that is none",
    { bootDeadlineSec: 0 },
    ["bootDeadlineSec: must be a whole number 30–7200, got 0"],
  ],
  [
    "a drain that is none",
    { drainDeadlineSec: -1 },
    ["drainDeadlineSec: must be a whole number 0–86400, got -1"],
  ],
  [
    "an image without a name",
    { masterImage: " " },
    ['masterImage: must name an image of the platform, got " "'],
  ],
  [
    "more memory than the host has",
    { worker: { memoryMiB: 9000 }, workers: 1 },
    ["memoryMiB: lisa-worker-1 needs 9000 MiB, this host has 8192"],
  ],
];

describe("plan fails for", () => {
  for (const [what, args, problems] of table) {
    it(what, () => {
      expect(problemsOf(args)).to.deep.equal(problems);
    });
  }

  it("a name that is none", () => {
    const form = "name: must be 1–30 of a–z, 0–9 and -, starting with a letter, got";
    expect(problemsOf({ domain: "a.b" }, "Lisa!")).to.deep.equal([`${form} "Lisa!"`]);
  });

  it("a platform that this version does not have", () => {
    expect(problemsOf({ platform: "openstack" }, "lisa", { platform: undefined })).to.deep.equal([
      "platform: openstack is not in this version, use one of: local",
    ]);
  });

  it("a home volume on a platform without volumes", () => {
    expect(problemsOf({ homeGiB: 4 }, "lisa", { platform: { validate: () => [] } })).to.deep.equal([
      "homeGiB: platform local has no data volumes, leave it out",
    ]);
  });

  it("a setup script that is missing", () => {
    expect(problemsOf({}, "lisa", { setup: readSetup("/nowhere/setup.sh") })).to.deep.equal([
      'setup: no such file, got "/nowhere/setup.sh"',
    ]);
  });

  it("a setup script that is none", () => {
    expect(problemsOf({}, "lisa", { setup: readSetup(__filename) })[0]).to.match(
      /^setup: must be a script/,
    );
    expect(problemsOf({}, "lisa", { setup: readSetup(__dirname) })[0]).to.match(
      /^setup: can't be read \(EISDIR\)/,
    );
  });

  it("a setup script that does not fit into user data", () => {
    const text = `#!/bin/bash\n# ${randomBytes(60_000).toString("base64")}\n`;
    const [master, worker] = problemsOf({}, "lisa", { setup: { text } });
    expect(master).to.match(
      /^setup: makes \d+ bytes, compressed, for torque-master, at most 49149 fit into a machine's user data$/,
    );
    expect(worker).to.match(/torque-worker/);
  });

  it("recipes that do not fit into user data", () => {
    const payload = (): { kinds: string[]; archive: string } => ({
      kinds: [],
      archive: randomBytes(60_000).toString("base64"),
    });
    expect(problemsOf({ masterImage: "debian" }, "lisa", { payload })[0]).to.match(
      /^masterImage: makes \d+ bytes/,
    );
  });

  it("a missing recipe", () => {
    const payload = (kind: string): never => {
      throw new Error(`no recipes for ${kind}: /recipes/${kind} is missing`);
    };
    expect(problemsOf({ workerImage: "debian" }, "lisa", { payload })).to.deep.equal([
      "workerImage: no recipes for torque-worker: /recipes/torque-worker is missing",
    ]);
  });

  it("everything at once, in one list", () => {
    const args = {
      workers: -1,
      users: [{ name: "root" }],
      cidr: "x",
      packages: ["-"],
      platform: "moon",
    };
    const problems = problemsOf(args, "lisa", { platform: undefined });
    expect(problems.map((line) => line.split(":")[0])).to.deep.equal([
      "workers",
      "users[0].name",
      "users[0].uid",
      "cidr",
      "packages[0]",
      "platform",
    ]);
  });
});

describe("plan takes", () => {
  const good: [string, unknown][] = [
    ["250 workers in a range that is wide enough", { workers: 250, cidr: "10.0.0.0/16" }],
    ["as many workers as the range has room for", { workers: 4, cidr: "192.168.0.0/28" }],
    [
      "users with keys and groups",
      { users: [{ ...user, sshKeys: [`${WHOLE_KEY} ada@home\n`], groups: ["physics"] }] },
    ],
    ["a wait of zero for jobs", { drainDeadlineSec: 0 }],
    ["a package state and an age", { packageState: "2026-11", imageMaxAgeDays: 90 }],
  ];
  for (const [what, args] of good) {
    it(what, () => {
      expect(plan("lisa", args as TorqueClusterArgs, around).problems).to.equal(undefined);
    });
  }
});
