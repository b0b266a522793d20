// Ends this process when Pulumi's engine is gone. Imported for that by every module that a dynamic provider loads.
//
// An engine that is killed leaves its plugins behind. They listen on loopback, ask for no password and run what they are
// sent, with the passphrase in their environment, so none of them may stay. The engine's address, which each of them was
// started with, answers as long as the engine lives.
import * as fs from "node:fs";
import { connect } from "node:net";
import * as path from "node:path";

const LOOK_MS = 1000;
/** So many looks in a row without an answer. */
const MISSES = 2;

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
    socket.once("error", () => {
      missed += 1;
      if (missed < MISSES) return;
      endPlugins(`${host}:${String(port)}`);
      process.exit(1);
    });
  }, LOOK_MS);
  timer.unref();
}

/** Ends all plugins of that engine with what they have started, this process last. Elsewhere than on Linux, nothing. */
function endPlugins(engine: string): void {
  if (!fs.existsSync("/proc/self/stat")) return;
  const own = groupOf("self");
  const plugins = fs
    .readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid) && isPlugin(pid, engine));
  for (const pid of [...plugins.filter((each) => groupOf(each) !== own), ...plugins]) {
    try {
      process.kill(groupOf(pid) === pid ? -Number(pid) : Number(pid), "SIGKILL");
    } catch {
      continue; // it has ended meanwhile
    }
  }
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

function textOf(file: string): string {
  try {
    return fs.readFileSync(file, "latin1");
  } catch {
    return ""; // the process has ended
  }
}
