import { expect } from "chai";
import { expectNoTrace, inBackground, trace, type HostileCluster } from "./hostile-cluster";

/** Longest time that the canary is given, seconds. */
const DEADLINE_SEC = 40;

/** What alice puts in place of each result, as Python. */
const POISONS = {
  command: `put = lambda path: open(path, "w").write("JOBS[$(${trace("canary")})0]+1\\n")`,
  link: `put = lambda path: os.symlink("/etc/ssh/ssh_host_ed25519_key", path)`,
  pipe: `put = os.mkfifo`,
  endless: `put = lambda path: os.symlink("/dev/zero", path)`,
  control: `put = lambda path: open(path, "w").write("\\x1b]0;pwned\\x07\\x1b[2J")`,
} as const;

/** The canary runs as root on the master and alice, whom it runs its jobs as, writes its results herself. */
export function canaryResults(cluster: HostileCluster): void {
  it("does not run what a user wrote in place of a result of the canary", async () => {
    await poisoned("command");
    await expectNoTrace(cluster, "canary");
  });

  it("does not show a host's private key that a result of the canary is a link to", async () => {
    const { stdout, stderr } = await poisoned("link");
    expect(stdout + stderr).to.not.match(/PRIVATE KEY|b3BlbnNzaC1rZXk/);
  });

  for (const kind of ["pipe", "endless"] as const) {
    it(`does not wait for ever at ${kind === "pipe" ? "a pipe" : "an endless file"} in place of a result`, async () => {
      const { seconds } = await poisoned(kind);
      expect(seconds).to.be.below(DEADLINE_SEC + 15);
    });
  }

  it("does not send a result's control characters to the operator's terminal", async () => {
    const { stdout, stderr } = await poisoned("control");
    expect(stdout + stderr).to.not.match(CONTROL);
  });

  /** Runs the canary while alice replaces its results as fast as she can. */
  async function poisoned(kind: keyof typeof POISONS) {
    await cluster.mustAs("alice", "master", inBackground(attack(kind)));
    const canary = await cluster.head("slipway-canary", DEADLINE_SEC, "alice worker-1");
    const done = await cluster.mustAs("alice", "master", END);
    expect(Number(done), "files that the attack replaced").to.be.greaterThan(0);
    return canary;
  }
}

/** Anything but printable text, line ends and tabs. */
export const CONTROL = /[^\P{Cc}\n\r\t]/u;

function attack(kind: keyof typeof POISONS): string {
  // Where a job ran was always compared as text, and the canary ends there; numbers come later.
  const spared = kind === "command" ? "worker" : "nothing";
  return `rm -f "$HOME/replaced"; exec python3 - <<'PYTHON'
import glob, os, time
${POISONS[kind]}
home = os.path.expanduser("~")
replaced, end = set(), time.monotonic() + 90
names = "ranks", "file-seconds", "worker-1", "log", "mpi", "result", "results"
while time.monotonic() < end and not os.path.exists(home + "/stop"):
    for folder in glob.glob(home + "/*canary*/") + glob.glob(home + "/.*canary*/"):
        try:
            there = {name for name in os.listdir(folder) if not name.endswith(".new")}
            wanted = [name for name in there | set(names) if "${spared}" not in name]
            for path in [os.path.join(folder, name) for name in wanted]:
                if path in replaced and os.path.lexists(path): continue
                if os.path.lexists(path): os.unlink(path)
                put(path)
                replaced.add(path)
        except OSError: pass
    time.sleep(0.02)
print(len(replaced), file=open(home + "/replaced", "w"))
PYTHON`;
}

/** Ends the attack and says how many files it replaced. */
const END = `touch stop
for _ in $(seq 100); do [ -s replaced ] && break; sleep 0.1; done
cat replaced; rm -rf stop replaced .slipway-canary.*`;
