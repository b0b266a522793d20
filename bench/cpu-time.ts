import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** CPU time that a process has used so far, seconds. */
export function cpuSeconds(pid: number): number {
  const [, , , , , , , , , , , user, system] = statOf(pid);
  return (Number(user) + Number(system)) / ticksPerSecond();
}

/** Fields of /proc/PID/stat from the state on; the name before them may hold spaces. */
function statOf(pid: number): string[] {
  const text = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

function ticksPerSecond(): number {
  return Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
}
