import { execFile, spawn, spawnSync, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir, userInfo } from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { AccessInputs, AccessResult } from "../../../lib/access/args";
import { writeAccess } from "../../../lib/access/client";
import { makeKey } from "../node/fake-ssh-server";

const SSHD = "/usr/sbin/sshd";
const hostKeys = { master: makeKey(), worker: makeKey(), other: makeKey() };
const userKey = makeKey();

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Runs ssh without the environment of the operator: no agent, nothing to ask. */
function ssh(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME };
    execFile("ssh", ["-o", "BatchMode=yes", ...args], { env, timeout: 20_000 }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

// A plain folder name, and one with all that ssh_config treats specially and that can be written in it.
for (const prefix of ["slipway-test-", "slipway test %h 'x'-"]) {
  describe(`the files for ssh in a folder like "${prefix}", with the real OpenSSH`, function () {
    this.timeout(60_000);
    let home: string;
    const servers: ChildProcess[] = [];
    const ports = { master: 0, worker: 0 };
    const saved = process.env.XDG_DATA_HOME;

    before(async function () {
      if (spawnSync("ssh", ["-V"]).status !== 0) this.skip();
      home = fs.mkdtempSync(path.join(tmpdir(), prefix));
      process.env.XDG_DATA_HOME = home;
      if (!fs.existsSync(SSHD)) return;
      ports.master = await freePort();
      servers.push(startSshd("master", ports.master));
      ports.worker = await freePort();
      servers.push(startSshd("worker", ports.worker));
      await sleep(500);
    });
    after(() => {
      servers.forEach((server) => server.kill());
      if (saved === undefined) delete process.env.XDG_DATA_HOME;
      else process.env.XDG_DATA_HOME = saved;
      fs.rmSync(home, { recursive: true });
    });

    function startSshd(name: "master" | "worker", port: number): ChildProcess {
      const folder = fs.mkdtempSync(path.join(tmpdir(), "slipway-sshd-"));
      const write = (file: string, text: string) => {
        fs.writeFileSync(path.join(folder, file), text, { mode: 0o600 });
        return path.join(folder, file);
      };
      const config = [
        `Port ${String(port)}`,
        "ListenAddress 127.0.0.1",
        `HostKey ${write("host_key", hostKeys[name].private)}`,
        `AuthorizedKeysFile ${write("authorized_keys", userKey.public)}`,
        // The folder above is everybody's.
        "StrictModes no",
        "UsePAM no",
        "PidFile none",
        "PasswordAuthentication no",
      ].join("\n");
      // sshd wants this folder when it is started as root.
      if (process.getuid?.() === 0) fs.mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
      return spawn(SSHD, ["-D", "-e", "-f", write("sshd_config", config)], { stdio: "ignore" });
    }

    function inputs(changes: { master?: string; worker?: string } = {}): AccessInputs {
      const { master = hostKeys.master.public, worker = hostKeys.worker.public } = changes;
      return {
        stack: "demo-dev",
        cluster: "lisa",
        user: userInfo().username,
        privateKey: userKey.private,
        hosts: [
          { alias: "master", hostname: "127.0.0.1", port: ports.master || 2201, hostKey: master },
          {
            alias: "worker-1",
            hostname: "127.0.0.1",
            port: ports.worker || 22,
            hostKey: worker,
            jump: "master",
          },
        ],
      };
    }

    it("are read as they are meant", async () => {
      const files = await writeAccess(inputs());
      const { out, code } = await ssh(["-G", "-F", files.sshConfig, "worker-1"]);
      expect(code).to.equal(0);
      const settings = out.split("\n");
      expect(settings).to.include.members([
        `user ${userInfo().username}`,
        "hostname 127.0.0.1",
        "identitiesonly yes",
        "stricthostkeychecking true",
        "hostkeyalias worker-1",
        "globalknownhostsfile /dev/null",
      ]);
      expect(
        settings.some((line) => /^proxy(?:jump|command) .*master$/.test(line)),
        out,
      ).to.be.true;
      expect(settings.filter((line) => line.startsWith("identityfile "))).to.have.length(1);
    });

    async function login(
      files: AccessResult,
      alias: string,
    ): Promise<{ code: number; out: string; err: string }> {
      return ssh(["-F", files.sshConfig, alias, "echo it works"]);
    }

    function needsServer(test: Mocha.Context): void {
      if (servers.length === 0) test.skip();
    }

    it("log in directly and through the jump host, leaving the known hosts as they were", async function () {
      needsServer(this);
      const files = await writeAccess(inputs());
      const known = fs.readFileSync(files.knownHosts, "utf8");
      for (const alias of ["master", "worker-1"]) {
        expect(await login(files, alias)).to.deep.include({ code: 0, out: "it works\n" });
      }
      expect(fs.readFileSync(files.knownHosts, "utf8")).to.equal(known);
    });

    it("give a command that a shell runs as it is", async function () {
      needsServer(this);
      const files = await writeAccess(inputs());
      const { stdout, stderr } = spawnSync("sh", ["-c", `${files.ssh} echo pasted`], {
        encoding: "utf8",
      });
      expect(stdout, stderr).to.equal("pasted\n");
    });

    it("fail on another host key, of the host itself and of the jump host", async function () {
      needsServer(this);
      const other = hostKeys.other.public;
      const cases = [
        { changes: { master: other }, alias: "master" },
        { changes: { master: other }, alias: "worker-1" },
        { changes: { worker: other }, alias: "worker-1" },
      ];
      for (const { changes, alias } of cases) {
        const { code, err } = await login(await writeAccess(inputs(changes)), alias);
        expect(code).to.equal(255);
        expect(err).to.contain("Host key verification failed");
      }
    });
  });
}
