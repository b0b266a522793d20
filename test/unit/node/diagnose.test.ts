import { expect } from "chai";
import { diagnose, lastLines } from "../../../lib/node/diagnose";

/** Lines as real consoles show them → what the user is told. */
const transcripts: readonly (readonly [console: string, text: string])[] = [
  ["ALERT!  UUID=abcd does not exist.  Dropping to a shell!", "the root file system was not found"],
  [
    "[    2.101] VFS: Unable to mount root fs on unknown-block(0,0)",
    "the root file system was not found",
  ],
  [
    "[    2.1] Kernel panic - not syncing: Attempted to kill init!",
    "the kernel stopped (kernel panic)",
  ],
  [
    "BusyBox v1.35.0 (Debian 1:1.35.0-4+b3) built-in shell (ash)",
    "the boot stopped in a rescue shell",
  ],
  ["(initramfs) ", "the boot stopped in a rescue shell"],
  ["You are in emergency mode. After logging in, type", "the boot stopped in a rescue shell"],
  [
    "util.py[WARNING]: Failed loading yaml blob. Invalid format",
    "cloud-init could not read the user data",
  ],
  [
    "__init__.py[WARNING]: Unhandled non-multipart (text/x-not-multipart) userdata",
    "cloud-init could not read the user data",
  ],
  [
    "yaml.scanner.ScannerError: mapping values are not allowed here",
    "cloud-init could not read the user data",
  ],
  [
    "[  12.1] cloud-init[412]: failed to parse user data",
    "cloud-init could not read the user data",
  ],
  ["cp: error writing '/x': No space left on device", "a disk is full"],
  ["[ 41.2] Out of memory: Killed process 812 (apt-get)", "the node ran out of memory"],
  ["[ 41.2] Buffer I/O error on dev vda1, logical block 0", "a disk does not work"],
  ["[ 41.2] EXT4-fs error (device vda1): ext4_lookup", "a disk does not work"],
  ["cloud-init: Used fallback datasource", "cloud-init found no user data"],
  ["No DHCPOFFERS received.", "the node has no network"],
  ["connect: Network is unreachable", "the node has no network"],
  ["curl: (6) Could not resolve host: deb.debian.org", "the node can't resolve names"],
  ["[  20.1] cloud-init[512]: Traceback (most recent call last):", "cloud-init had an error"],
  [
    "schema.py[WARNING]: Invalid cloud-config provided: Please run",
    "cloud-init found mistakes in the user data",
  ],
  [
    "[FAILED] Failed to start slipway.service - slipway recipes.",
    "the recipe runner did not start",
  ],
];

describe("the diagnosis of a console", () => {
  for (const [console, text] of transcripts) {
    it(`reads "${console}" as: ${text}`, () => {
      const found = diagnose(`[  0.0] Booting\r\n\x1b[0;1;31m${console}\x1b[0m\r\nmore\r\n`);
      expect(found?.text).to.equal(text);
      expect(found?.line).to.equal(console.trim());
      expect(found?.hint).to.match(/^\S.*[^.]$/);
    });
  }

  it("names the cause and not its consequences", () => {
    const text =
      "Network is unreachable\nKernel panic - not syncing\nVFS: Unable to mount root fs on x\n";
    expect(diagnose(text)?.text).to.equal("the root file system was not found");
  });

  it("finds nothing in an ordinary boot", () => {
    const boot = [
      "Linux version 6.1.0",
      "[  OK  ] Started ssh.service",
      "cloud-init[1]: Cloud-init v. 22.4.2 running",
      "login:",
    ];
    expect(diagnose(boot.join("\r\n"))).to.be.undefined;
    expect(diagnose("")).to.be.undefined;
  });

  it("takes no time over a line without an end", () => {
    const start = performance.now();
    diagnose("No space ".repeat(30_000));
    expect(performance.now() - start).to.be.below(200);
  });

  it("shows the last lines without beacons, blank lines and terminal codes", () => {
    const text = "one\r\n\x1b[32mtwo\x1b[0m\r\n\r\nslipway-event {}\r\nthree   \r\n";
    expect(lastLines(text, 2)).to.deep.equal(["two", "three"]);
  });
});
