import { execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { compiledProgram, makeSandbox, type Sandbox } from "./support/sandbox";

/** Command lines of processes that have the sandbox's passphrase in their environment. */
function withPassphrase({ env }: Sandbox): string[] {
  const word = `PULUMI_CONFIG_PASSPHRASE=${String(env.PULUMI_CONFIG_PASSPHRASE)}`;
  return fs
    .readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid) => {
      try {
        const environment = fs.readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
        if (!environment.includes(word)) return [];
        return [fs.readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ")];
      } catch {
        return []; // ended, or not ours
      }
    });
}

async function until(what: string, seconds: number, done: () => boolean): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!done()) {
    if (performance.now() > end) throw new Error(`not within ${String(seconds)} s: ${what}`);
    await sleep(200);
  }
}

describe("pulumi up, killed with SIGKILL", function () {
  this.timeout(120_000);
  let sandbox: Sandbox;
  before(() => (sandbox = makeSandbox(compiledProgram("test/e2e/programs/waiting.ts"))));
  after(() => sandbox.remove());

  it("leaves no process that listens or knows the passphrase", async () => {
    const { program, stackName, env } = sandbox;
    const options = { cwd: program.folder, env: { ...process.env, ...env } };
    execFileSync("pulumi", ["stack", "init", stackName], { ...options, stdio: "ignore" });
    const up = spawn("pulumi", ["up", "--yes", "--skip-preview"], { ...options, stdio: "ignore" });
    const found = (word: string): boolean =>
      withPassphrase(sandbox).some((line) => line.includes(word));
    await until("the run waits", 60, () => found("sleep 600"));
    expect(found("cmd/dynamic-provider"), "the dynamic provider").to.equal(true);

    up.kill("SIGKILL");
    await until("all are gone", 10, () => withPassphrase(sandbox).length === 0).catch(
      (error: unknown) => {
        throw new Error(`${String(error)}: ${withPassphrase(sandbox).join("\n")}`);
      },
    );
  });
});
