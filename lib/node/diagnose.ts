/** What a known kind of trouble looks like on a console. */
interface Cause {
  readonly pattern: RegExp;
  readonly text: string;
  readonly hint: string;
  /** The boot can't go on after this: the wait ends when nothing better is known so many seconds later. */
  readonly fatalAfterSec?: number;
}

export interface Diagnosis extends Omit<Cause, "pattern"> {
  /** The console line that shows it. */
  readonly line: string;
}

const LONGEST_LINE = 400;

/** Most telling first: later ones are often only consequences of earlier ones. */
const causes: readonly Cause[] = [
  {
    pattern:
      /ALERT!.*does not exist|Unable to find a medium|VFS: (?:Cannot open root device|Unable to mount root fs)/,
    text: "the root file system was not found",
    hint: "the image is damaged or made for other disk controllers; build it again",
    fatalAfterSec: 5,
  },
  {
    pattern: /Kernel panic - not syncing/,
    text: "the kernel stopped (kernel panic)",
    hint: "the lines before it in the console tell why",
    fatalAfterSec: 5,
  },
  {
    pattern:
      /BusyBox v\S+ .*built-in shell|^\(initramfs\)|Dropping to a shell|(?:Entering|You are in) emergency mode/,
    text: "the boot stopped in a rescue shell",
    hint: "a disk or mount is missing or damaged; the lines before it in the console tell which",
    fatalAfterSec: 5,
  },
  {
    pattern:
      /failed (?:to parse|loading) (?:user.?data|yaml|cloud.?config)|failed at merging in cloud config|unhandled non-multipart|yaml\.(?:scanner|parser)\.\w+error|while (?:scanning|parsing) a (?:block|flow|simple|quoted)/i,
    text: "cloud-init could not read the user data",
    hint: "the user data is not valid cloud-config (YAML); check it with `cloud-init schema`",
    fatalAfterSec: 30,
  },
  {
    pattern: /no space left on device|ENOSPC|disk quota exceeded/i,
    text: "a disk is full",
    hint: "give the node a larger disk (`diskGiB`)",
  },
  {
    pattern: /Out of memory: Killed process|oom-kill:|invoked oom-killer/,
    text: "the node ran out of memory",
    hint: "give the node more memory (`memoryMiB`)",
  },
  {
    pattern:
      /Buffer I\/O error|I\/O error, dev|EXT4-fs error|XFS .*Corruption|Remounting filesystem read-only/,
    text: "a disk does not work",
    hint: "the image or the volume is damaged",
  },
  {
    pattern:
      /did not find any data source|No instance datasource found|Used fallback datasource|DataSourceNone/i,
    text: "cloud-init found no user data",
    hint: "the seed disk or the site's metadata service did not reach the machine",
  },
  {
    pattern:
      /Network is unreachable|No DHCPOFFERS received|No working leases|Failed to start .*wait.*network|Route info failed|waiting for network connectivity/i,
    text: "the node has no network",
    hint: "no address came by DHCP, or the wanted address does not fit the site's network",
  },
  {
    pattern: /Temporary failure (?:resolving|in name resolution)|Could not resolve/i,
    text: "the node can't resolve names",
    hint: "the site's DNS does not answer",
  },
  {
    pattern: /cloud-init\[\d+\]:.*(?:Traceback|ERROR|CRITICAL)|util\.py\[WARNING\].*fail/i,
    text: "cloud-init had an error",
    hint: "cloud-init's own lines are in the evidence",
  },
  {
    pattern: /invalid cloud-config/i,
    text: "cloud-init found mistakes in the user data",
    hint: "`sudo cloud-init schema --system` on the node names them",
  },
  {
    pattern: /Failed to start .*slipway|slipway\.service: (?:Failed|Main process exited)/i,
    text: "the recipe runner did not start",
    hint: "the image is damaged or not one of slipway's; build it again",
  },
];

/** The most likely cause that a console shows, or undefined. */
export function diagnose(console: string): Diagnosis | undefined {
  const lines = consoleLines(console);
  for (const { pattern, ...cause } of causes) {
    const line = lines.find((each) => pattern.test(each));
    if (line !== undefined) return { ...cause, line: line.trim() };
  }
  return undefined;
}

/** The last lines worth reading: no beacons, no blank lines. */
export function lastLines(console: string, count: number): string[] {
  const lines = consoleLines(console).map((line) => line.trimEnd());
  return lines.filter((line) => line !== "" && !line.includes("slipway-event ")).slice(-count);
}

/** A console's lines without terminal codes, each cut to a readable length. */
function consoleLines(console: string): string[] {
  const plain = console.replace(/\x1b(?:\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>78cM])|[\0\r\x07]/g, "");
  return plain.split("\n").map((line) => line.slice(0, LONGEST_LINE));
}
