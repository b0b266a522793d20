import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { writeAccess } from "../../../lib/access/client";
import { keepEvidence } from "../../../lib/node/evidence";
import { createMachine } from "../../../lib/platform/local/machine-client";
import { putVolume } from "../../../lib/platform/local/volume-client";
import { machineInputs, World } from "../platform/local/world";

/** What other users of this computer could open: their way in has to be closed at a folder, or the thing itself. */
function open(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(folder, entry.name);
    const { mode } = fs.lstatSync(place);
    if (entry.isSymbolicLink()) return [];
    if (entry.isDirectory()) return (mode & 0o011) === 0 ? [] : [place, ...open(place)];
    return (mode & 0o066) === 0 ? [] : [place];
  });
}

describe("what slipway keeps on this computer", function () {
  this.timeout(30_000);
  let world: World;
  let umask: number;
  beforeEach(() => {
    world = new World();
    umask = process.umask(0);
  });
  afterEach(() => {
    process.umask(umask);
    world.close();
  });

  it("can't be opened by its other users, whatever the operator's umask is", async () => {
    const volume = { providerVersion: 1, stack: "p-dev", volume: "home", sizeGiB: 1 };
    await createMachine(machineInputs());
    await putVolume(volume);
    const hosts = [{ alias: "m", hostname: "127.0.0.1", port: 1, hostKey: "ssh-ed25519 AAAA" }];
    const access = { stack: "p-dev", cluster: "lisa", privateKey: "key", user: "u", hosts };
    await writeAccess(access);
    const request = { stack: "p-dev", node: "m", ssh: undefined, summary: "s", console: "c" };
    await keepEvidence(
      { ...request, mask: (text) => text },
      () => Promise.reject(new Error("no ssh")),
      new Date(),
    );

    expect(fs.readdirSync(world.data).sort()).to.deep.equal([
      "access",
      "evidence",
      "local",
      "volumes",
    ]);
    expect(open(world.data).filter((place) => fs.statSync(place).isFile())).to.deep.equal([]);
  });
});
