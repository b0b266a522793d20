// Ends this process when Pulumi's engine is gone. Imported for that by every module that a dynamic provider loads.
//
// An engine that is killed leaves its plugins behind. They listen on loopback, ask for no password and run what they are
// sent, with the passphrase in their environment, so none of them may stay. The engine's address, which each of them was
// started with, answers as long as the engine lives.
import * as fs from "node:fs";
import { connect } from "node:net";
import * as path from "node:path";

const LOOK_MS = 1000;
/** So many looks at which nobody listened there, without an answer in between. */
const MISSES = 2;
/** So often it is tried to end the others before this process ends alone. */
const TRIES = 30;

const engine = /^(127\.0\.0\.1|localhost):(\d+)$/.exec(process.argv.at(-1) ?? "");
// Programs, commands and tests load the same modules.
if (engine !== null && require.main?.filename.endsWith("/cmd/dynamic-provider/index.js") === true)
  watch(engine[1] ?? "", Number(engine[2]));

function watch(host: string, port: number): void {
  let missed = 0;
  const timer = setInterval(() => {
    const socket = connect(port, host);
    socket.once("connect", () => {
      missed = 0;
      socket.destroy();
    });
    socket.once("error", ({ code }: NodeJS.ErrnoException) => {
      // Only this says that nobody listens. Anything else, such as EMFILE, is trouble of this process or its computer.
      if (code !== "ECONNREFUSED") return;
      missed += 1;
      if (missed < MISSES) return;
      if (endPlugins(`${host}:${String(port)}`) || missed >= MISSES + TRIES) process.exit(1);
    });
  }, LOOK_MS);
  timer.unref();
}

/**
 * Ends all plugins of that engine with what they have started, this process last. Elsewhere than on Linux, nothing. False
 * when it can't look for them now, as this process has too many files open.
 */
function endPlugins(engine: string): boolean {
  if (!fs.existsSync("/proc/self/stat")) return true;
  let own: string | undefined;
  let plugins: string[];
  try {
    own = groupOf("self");
    plugins = fs.readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && isPlugin(pid, engine));
  } catch {
    return false;
  }
  for (const pid of [...plugins.filter((each) => groupOf(each) !== own), ...plugins]) {
    try {
      process.kill(groupOf(pid) === pid ? -Number(pid) : Number(pid), "SIGKILL");
    } catch {
      continue; // it has ended meanwhile
    }
  }
  return true;
}

function isPlugin(pid: string, engine: string): boolean {
  if (fs.statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid !== process.getuid?.())
    return false;
  const words = textOf(`/proc/${pid}/cmdline`).split("\0").filter(Boolean);
  // Behind an interpreter the plugin's name is the second word.
  const names = words.slice(0, 2).map((word) => path.basename(word));
  return (
    names.some((name) => /^pulumi-(?:resource|language)-/.test(name)) && words.at(-1) === engine
  );
}

/** The id of its process group; the name before it may hold anything. */
function groupOf(pid: string): string | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2];
}

/** Empty when the process has ended. Throws when no file can be opened: that says nothing of the process. */
function textOf(file: string): string {
  try {
    return fs.readFileSync(file, "latin1");
  } catch (error) {
    if (["EMFILE", "ENFILE"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    return "";
  }
}
