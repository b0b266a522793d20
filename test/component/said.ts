import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";

/** A message to the user of Pulumi. */
interface Said {
  readonly level: "info" | "warn";
  readonly text: string;
}

/** What `program` says while an image with packages of that time is in the cache. */
export async function saidOf(
  image: string,
  packagesAt: string,
  program: () => Promise<unknown>,
): Promise<readonly Said[]> {
  const said: Said[] = [];
  const log = pulumi.log;
  const { info, warn } = log;
  const saved = process.env.XDG_CACHE_HOME;
  const cache = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-cache-"));
  const folder = path.join(cache, "slipway/images", image);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "manifest.json"), JSON.stringify({ packagesAt }));
  process.env.XDG_CACHE_HOME = cache;
  log.info = (text) => Promise.resolve(void said.push({ level: "info", text }));
  log.warn = (text) => Promise.resolve(void said.push({ level: "warn", text }));
  try {
    await program();
    // The words come after an Output.
    await new Promise((resolve) => setTimeout(resolve, 50));
    return said;
  } finally {
    Object.assign(log, { info, warn });
    if (saved === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = saved;
    fs.rmSync(cache, { recursive: true });
  }
}
