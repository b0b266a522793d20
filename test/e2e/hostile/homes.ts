import { expect } from "chai";
import type { HostileCluster } from "./hostile-cluster";

const DEADLINE_SEC = 60;

/** What bob makes of files in his home that are looked at for him. */
const TRAPS = {
  "a pipe": "mkfifo .ssh/id_ed25519.pub",
  "an endless file": "ln -s /dev/zero .ssh/id_ed25519.pub",
  "a file of 4 GiB": "truncate -s 4G .ssh/id_ed25519.pub",
  "a pipe for a private key": "rm .ssh/id_ed25519; mkfifo .ssh/id_ed25519",
  "a link to root's files": "rm -r .ssh; ln -s /root/.ssh .ssh",
} as const;

/** `slipway-users apply` fills homes and takes over a key from each; the homes are their owners'. */
export function homes(cluster: HostileCluster): void {
  beforeEach(async () => {
    await cluster.mustAs("bob", "master", "rm -rf kept; cp -a .ssh kept");
  });

  afterEach(async () => {
    const restore = "cd /home/bob && rm -rf .ssh && mv kept .ssh";
    await cluster.mustOperate("master", `sudo -u bob bash -c '${restore}'`);
  });

  after(async () => {
    // Five users go at once.
    const apply = await cluster.apply(cluster.users, 3 * DEADLINE_SEC);
    expect(apply.code, apply.stderr).to.equal(0);
  });

  for (const [index, [name, trap]] of Object.entries(TRAPS).entries()) {
    it(`does not wait at ${name} in a home, nor leave other users waiting`, async () => {
      await cluster.mustAs("bob", "master", `rm .ssh/id_ed25519.pub; ${trap}`);
      const other = { name: `carol${String(index)}`, uid: 2010 + index };
      const apply = await cluster.apply([...cluster.users, other], DEADLINE_SEC);
      expect(apply.seconds, apply.stderr).to.be.below(DEADLINE_SEC + 5);
      expect(apply.stdout + apply.stderr).to.not.match(/PRIVATE KEY/);
      await cluster.mustOperate("master", `sudo -iu ${other.name} test -d .ssh`);
    });
  }
}
