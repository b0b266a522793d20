import { expect } from "chai";
import type { HealthInputs } from "../../../lib/health/args";
import { check, differs, failure, look, repair } from "../../../lib/health/client";
import { makeKey, startSshServer, type FakeSshServer } from "../node/fake-ssh-server";

const hostKey = makeKey();
const operator = makeKey();

interface Said {
  readonly code: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

const WELL: Said = { code: 0, stdout: '{"healthy":true,"problems":[]}\n' };
const reported = (reason: string): Said => ({
  code: 0,
  stdout: JSON.stringify({
    healthy: false,
    problems: [{ node: "master", what: "slurmctld", reason }],
  }),
});

describe("asking a head for its health", () => {
  let server: FakeSshServer;
  let said: Said;
  let inputs: HealthInputs;

  before(async () => {
    server = await startSshServer({ hostKey, userKey: operator.public, answer: () => said });
  });
  after(() => server.close());
  beforeEach(() => {
    said = WELL;
    server.commands.length = 0;
    inputs = {
      cluster: "lisa",
      ssh: { ...server.hop, privateKey: operator.private },
      workers: ["worker-1", "worker-2"],
      triggers: ["users", "boot-1"],
      masked: ["TVVOR0VLRVk="],
      problems: [],
      providerVersion: 1,
    };
  });

  it("looks, and repairs, with a deadline for the head and every worker by name", async () => {
    expect(await check(inputs)).to.deep.equal([]);
    expect(await repair(inputs)).to.deep.equal([]);
    expect(server.commands).to.deep.equal([
      "sudo slipway-health --deadline 95 check worker-1 worker-2",
      "sudo slipway-health --deadline 310 repair worker-1 worker-2",
    ]);
  });

  it("names what does not work, without a secret", async () => {
    said = reported("said TVVOR0VLRVk=");
    expect(await check(inputs)).to.deep.equal(["master: slurmctld: said ***"]);
  });

  it("fails when the head could not look: that is not health", async () => {
    said = { code: 124, stderr: "slipway-health: waited for worker-1\nTVVOR0VLRVk=\n" };
    const error = await check(inputs).catch((caught: unknown) => caught);
    expect(String(error)).to.equal(
      'Error: the master could not tell how cluster "lisa" is: slipway-health check failed (124): slipway-health: waited for worker-1\\u{a}***',
    );
    said = { code: 0, stdout: "" };
    expect(String(await repair(inputs).catch((caught: unknown) => caught))).to.match(/no report/);
  });

  it("prints a line for each problem in a refresh", async () => {
    said = reported("is masked");
    const { result, lines } = await printed(() => look(inputs));
    expect(result).to.deep.equal(["master: slurmctld: is masked"]);
    expect(lines).to.deep.equal(["lisa: master: slurmctld: is masked"]);
    said = WELL;
    expect(await printed(() => look(inputs))).to.deep.equal({ result: [], lines: [] });
  });

  it("tells in a refresh what was set aside by hand, and does not call it a problem", async () => {
    const notes = [{ node: "worker-2", what: "member", reason: "drained (root): new fan" }];
    said = { code: 0, stdout: JSON.stringify({ healthy: true, problems: [], notes }) };
    expect(await printed(() => look(inputs))).to.deep.equal({
      result: [],
      lines: ["lisa: set aside by hand: worker-2: member: drained (root): new fan"],
    });
  });

  it("calls a head that does not answer unknown in a refresh, at once", async () => {
    const ssh = { ...inputs.ssh, port: 1 };
    const started = performance.now();
    const { result } = await printed(() => look({ ...inputs, ssh }));
    expect(result).to.deep.equal([
      "master: unknown: ssh to 127.0.0.1:1: connection refused; the next pulumi up asks it again",
    ]);
    expect(performance.now() - started).to.be.below(2000);
  });

  it("tells by the state alone whether there is something to do", () => {
    const state = { ...inputs, ...{ __provider: "text" } };
    expect(differs(state, inputs)).to.be.false;
    expect(differs({ ...state, problems: ["master: slurmctld: dead"] }, inputs)).to.be.true;
    expect(differs(state, { ...inputs, triggers: ["users", "boot-2"] })).to.be.true;
    expect(differs(state, { ...inputs, workers: ["worker-1"] })).to.be.true;
    expect(differs(state, { ...inputs, ssh: { ...inputs.ssh, port: 2202 } })).to.be.true;
    expect(differs(state, { ...inputs, providerVersion: 2 })).to.be.true;
    expect(server.commands).to.deep.equal([]);
  });

  it("says in one text what does not work, and what to do", () => {
    const problems = ["master: slurmctld: is masked"];
    expect(failure(inputs, "check", problems)).to.match(
      /run pulumi up again: it repairs what it can$/,
    );
    expect(
      failure(inputs, "repair", ["master: slurmctld: is masked", "worker-1: clock: 90 s behind"]),
    )
      .to.include('cluster "lisa"')
      .and.include("\n  master: slurmctld: is masked\n  worker-1: clock: 90 s behind\n")
      .and.match(/run pulumi up again$/);
  });
});

/** What it gives, and what it prints meanwhile. */
async function printed<T>(work: () => Promise<T>): Promise<{ result: T; lines: string[] }> {
  const lines: string[] = [];
  const { log } = console;
  console.log = (line: string) => void lines.push(line);
  try {
    return { result: await work(), lines };
  } finally {
    console.log = log;
  }
}
