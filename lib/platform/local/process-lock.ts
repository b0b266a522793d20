import * as fs from "node:fs";
import type { ProcessIdentity } from "./process";
import { identityOf, isAlive } from "./process";

/** The descriptor at which each process that we start holds its lock, for all its life. */
export const LOCK_FD = 3;

// How Linux shows a lock that belongs to this very descriptor, in /proc/PID/fdinfo.
const LOCKED = /^lock:\s+\d+: FLOCK +ADVISORY +WRITE /m;

/**
 * The process that holds the lock file, looked for first where it was last known. Arguments, which anybody's
 * process can have, count for nothing: the holder is of this user and has locked our file, which lies in a folder
 * that only this user can enter.
 */
export function holderOf(lock: string, known?: ProcessIdentity): ProcessIdentity | undefined {
  const file = fs.statSync(lock, { throwIfNoEntry: false });
  // Versions before the lock had no such file: what they wrote down is all there is to know their processes by.
  if (!file) return known && isAlive(known) && isOurs(String(known.pid)) ? known : undefined;
  if (known && isAlive(known) && holds(String(known.pid), file)) return known;
  const pid = fs.readdirSync("/proc").find((entry) => /^\d+$/.test(entry) && holds(entry, file));
  return pid === undefined ? undefined : identityOf(Number(pid));
}

function holds(pid: string, lock: fs.Stats): boolean {
  try {
    if (!isOurs(pid)) return false;
    const held = fs.statSync(`/proc/${pid}/fd/${String(LOCK_FD)}`);
    if (held.ino !== lock.ino || held.dev !== lock.dev) return false;
    return LOCKED.test(fs.readFileSync(`/proc/${pid}/fdinfo/${String(LOCK_FD)}`, "utf8"));
  } catch {
    return false; // ended meanwhile, has no such descriptor, or does not let us look: none of ours
  }
}

function isOurs(pid: string): boolean {
  return fs.statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid === process.geteuid?.();
}
