import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { expect } from "chai";
import { utils } from "ssh2";
import { openSsh } from "../../../lib/node/ssh";
import { fingerprint, SshError, SshFault } from "../../../lib/node/ssh-error";
import type { SshTarget } from "../../../lib/node/ssh-target";
import { makeKey, startSshServer, type FakeSshServer } from "./fake-ssh-server";

const hostKey = makeKey();
const userKey = makeKey();
const otherKey = makeKey();

/** The error of a login that must fail. */
async function failure(target: SshTarget, connectMs = 3000): Promise<SshError> {
  try {
    (await openSsh(target, connectMs)).close();
  } catch (error) {
    expect(error).to.be.instanceOf(SshError);
    return error as SshError;
  }
  throw new Error("the login succeeded");
}

/** A port of this computer that drops packets, as a firewall does: a queue that is full and that nobody empties. */
async function deafPort(): Promise<{ port: number; end: () => Promise<void> }> {
  const worker = new Worker(
    `const { parentPort } = require("node:worker_threads");
    const server = require("node:net").createServer();
    server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
      parentPort.postMessage(server.address().port);
      setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 20);
    });`,
    { eval: true },
  );
  const [port] = (await once(worker, "message")) as [number];
  await sleep(100);
  const queued = [1, 2, 3, 4].map(() => connect(port, "127.0.0.1").on("error", () => undefined));
  await sleep(100);
  const end = async (): Promise<void> => {
    for (const each of queued) each.destroy();
    await worker.terminate();
  };
  return { port, end };
}

describe("ssh", () => {
  let server: FakeSshServer;
  const silent: { server?: Server; port: number } = { port: 0 };

  before(async () => {
    const answer = (command: string) =>
      command === "hang" ? undefined : { code: 3, stdout: `ran ${command}`, stderr: "complaint" };
    server = await startSshServer({ hostKey, userKey: userKey.public, answer });
    const mute = createServer();
    silent.server = mute;
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    silent.port = (mute.address() as AddressInfo).port;
  });
  after(() => {
    server.close();
    silent.server?.close();
  });

  const target = (changes: Partial<SshTarget> = {}): SshTarget => ({
    ...server.hop,
    privateKey: userKey.private,
    ...changes,
  });

  it("logs in to the planned host and runs a command", async () => {
    const session = await openSsh(target());
    const result = await session.run("id", 5000);
    session.close();
    expect(result).to.deep.equal({ code: 3, stdout: "ran id", stderr: "complaint" });
  });

  it("fails on another host key and names both", async () => {
    const error = await failure(target({ hostKey: otherKey.public }));
    expect(error.fault).to.equal(SshFault.HostKey);
    expect(error.passing).to.be.false;
    for (const key of [hostKey, otherKey]) {
      expect(error.message).to.contain(
        fingerprint(Buffer.from(key.public.split(" ")[1] ?? "", "base64")),
      );
    }
  });

  it("fails on a host key of another kind than the planned one", async () => {
    const rsa = utils.generateKeyPairSync("rsa", { bits: 2048 }).public;
    expect((await failure(target({ hostKey: rsa }))).fault).to.equal(SshFault.HostKey);
  });

  it("fails when the server refuses the key", async () => {
    const error = await failure(target({ privateKey: otherKey.private }));
    expect(error.fault).to.equal(SshFault.Auth);
    expect(error.message).to.match(/the server refused the key of user slipway$/);
  });

  it("fails when nothing listens", async () => {
    const error = await failure(target({ port: 1 }));
    expect(error.fault).to.equal(SshFault.Refused);
    expect(error.passing).to.be.true;
  });

  it("fails when the server accepts the connection and says nothing", async () => {
    expect((await failure(target({ port: silent.port }), 200)).fault).to.equal(SshFault.Timeout);
  });

  it("fails when not even the connection comes about", async () => {
    const { port, end } = await deafPort();
    const error = await failure(target({ port }), 300);
    await end();
    expect(error.fault).to.equal(SshFault.Silent);
    expect(error.passing).to.be.true;
    expect(error.message).to.match(/no answer at all$/);
  });

  it("fails when a command takes too long", async () => {
    const session = await openSsh(target());
    const error = await session.run("hang", 100).catch((reason: unknown) => reason);
    session.close();
    expect(error).to.include({ fault: SshFault.Timeout });
    expect((error as Error).message).to.match(/a command took longer than 0.1 s$/);
  });

  it("fails when the connection is lost during a command", async () => {
    const session = await openSsh(target());
    const running = session.run("hang", 5000).catch((reason: unknown) => reason);
    session.close();
    expect(await running).to.include({ fault: SshFault.Closed });
  });

  it("fails on keys that can't be read, without showing them", async () => {
    const bad = await failure(
      target({ privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\nsecretbody" }),
    );
    expect(bad.fault).to.equal(SshFault.BadKey);
    expect(bad.message).not.to.contain("secretbody");
    expect((await failure(target({ hostKey: "nonsense" }))).fault).to.equal(SshFault.BadKey);
  });

  describe("through a jump host", () => {
    let jump: FakeSshServer;
    const jumpKey = makeKey();
    before(async () => {
      jump = await startSshServer({ hostKey: jumpKey, userKey: userKey.public });
    });
    after(() => jump.close());

    it("reaches the machine behind it", async () => {
      const session = await openSsh(target({ jump: jump.hop }));
      const { stdout } = await session.run("hostname", 5000);
      session.close();
      expect(stdout).to.equal("ran hostname");
      expect(jump.forwards).to.deep.equal([`127.0.0.1:${String(server.hop.port)}`]);
      expect(jump.commands).to.deep.equal([]);
    });

    it("fails when the jump host shows another key", async () => {
      const error = await failure(target({ jump: { ...jump.hop, hostKey: otherKey.public } }));
      expect(error.fault).to.equal(SshFault.HostKey);
      expect(error.message).to.contain(`127.0.0.1:${String(jump.hop.port)}`);
    });

    it("fails when the machine behind it shows another key", async () => {
      const error = await failure(target({ jump: jump.hop, hostKey: otherKey.public }));
      expect(error.fault).to.equal(SshFault.HostKey);
      expect(error.message).to.contain(`127.0.0.1:${String(server.hop.port)}`);
    });

    it("fails as passing when the machine behind it does not answer yet", async () => {
      const error = await failure(target({ jump: jump.hop, port: 1 }));
      expect(error.fault).to.equal(SshFault.Unreachable);
      expect(error.passing).to.be.true;
      expect(error.message).to.contain("through the jump host");
    });
  });
});
