import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import type { Session } from "../../../../lib/platform/openstack/api/session";
import { putImage } from "../../../../lib/platform/openstack/image-client";

const NAME = "slipway-orchestrator-0123456789ab";
const disk = Buffer.concat([Buffer.from("QFI\xfb", "latin1"), Buffer.alloc(60)]);
const digest = createHash("sha512").update(disk).digest("hex");

describe("an image on its way into Glance", () => {
  const home = process.env.XDG_CACHE_HOME;
  const removed: string[] = [];
  let cache: string;

  before(() => {
    cache = mkdtempSync(path.join(tmpdir(), "slipway-test-"));
    process.env.XDG_CACHE_HOME = cache;
    const folder = path.join(cache, "slipway/images", NAME);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "disk.qcow2"), disk);
  });

  after(() => {
    if (home === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = home;
    rmSync(cache, { recursive: true });
  });

  /** A catalogue without images, where what comes in gets this checksum. */
  const catalogue = async (stored: string): Promise<Session> => ({
    projectId: "p",
    offers: () => true,
    call: async (_service, method, asked) => {
      if (method === "DELETE") removed.push(asked);
      if (asked.startsWith("/images?")) return { images: [] };
      const hash = { os_hash_algo: "sha512", os_hash_value: stored };
      return { id: "i-1", name: NAME, status: "active", ...hash };
    },
  });

  it("is taken when what came in has the checksum of what was sent", async () => {
    expect(await putImage(NAME, () => catalogue(digest))).to.equal("i-1");
    expect(removed).to.deep.equal([]);
  });

  it("fails when it was damaged on the way, and nothing of it is left", async () => {
    const damaged = () => catalogue("0".repeat(128));
    const failure = await putImage(NAME, damaged).catch((error: unknown) => String(error));
    expect(failure).to.contain(
      `image ${NAME}: what Glance got is not what was sent (status active)`,
    );
    expect(removed).to.deep.equal(["/images/i-1"]);
  });
});
