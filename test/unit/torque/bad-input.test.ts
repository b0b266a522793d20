import { expect } from "chai";
import { problemsOf, refuses, takes } from "./problems-of";

const COUNT = "workers: must be a whole number 0–250, got";
const CIDR = "cidr: must be a private IPv4 network of /16 to /28, such as 10.77.0.0/24, got";

describe("plan fails for", () => {
  refuses([
    ["a negative number of workers", { workers: -1 }, [`${COUNT} -1`]],
    ["half a worker", { workers: 1.5 }, [`${COUNT} 1.5`]],
    ["ten thousand workers, once", { workers: 10_000 }, [`${COUNT} 10000`]],
    ["a number written as text", { workers: "2" }, [`${COUNT} "2"`]],
    [
      "users, packages and ranges that are no list",
      { users: {} as never, packages: "g++" as never, sshCidrs: "192.0.2.0/24" as never },
      ["users: must be a list", "packages: must be a list", "sshCidrs: must be a list"],
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
      "more memory than the host has",
      { worker: { memoryMiB: 9000 }, workers: 1 },
      ["memoryMiB: lisa-worker-1 needs 9000 MiB, this host has 8192"],
    ],
  ]);

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
  takes([
    ["250 workers in a range that is wide enough", { workers: 250, cidr: "10.0.0.0/16" }],
    ["as many workers as the range has room for", { workers: 4, cidr: "192.168.0.0/28" }],
    ["a wait of zero for jobs", { drainDeadlineSec: 0 }],
  ]);
});
