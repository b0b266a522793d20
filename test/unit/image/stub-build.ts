import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/**
 * Stands in for the two build scripts, which need root and an archive: `env … bash …/root.sh WORK …`.
 * Notes each call, and does what `STUB_FAIL` and `STUB_SLOW` say.
 */
const BASH = `#!/bin/sh
echo "$(basename "$1") $(basename "$2") packages=\${SLIPWAY_PACKAGES-}" >>"$STUB_CALLS"
if [ -n "\${STUB_SLOW-}" ]; then sleep "$STUB_SLOW"; fi
case "$1" in
*/root.sh)
  mkdir "$2/root"
  : >"$2/root.tar.zst"
  echo "sudo 1.9" >"$2/packages.txt"
  if [ -n "\${6-}" ] && [ ! -e "$6" ]; then echo "no parent $6"; exit 9; fi
  if [ -n "\${STUB_FAIL-}" ]; then echo "E: Unable to locate package nonesuch"; exit 100; fi
  ;;
*/disk.sh) for file in disk.qcow2 vmlinuz initrd; do : >"$2/$file"; done ;;
esac
`;

export interface World {
  readonly cache: string;
  /** What was called so far: `root.sh <folder> packages=…`. */
  readonly calls: () => string[];
}

/** Runs `test` with a cache of its own and the stub in the place of bash, sudo and env included. */
export async function withStubs(
  environment: Readonly<Record<string, string>>,
  test: (world: World) => Promise<void>,
): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-image-"));
  const saved = { ...process.env };
  const bin = path.join(folder, "bin");
  const calls = path.join(folder, "calls");
  fs.mkdirSync(bin);
  fs.writeFileSync(calls, "");
  fs.writeFileSync(path.join(bin, "bash"), BASH, { mode: 0o755 });
  fs.writeFileSync(path.join(bin, "sudo"), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
  Object.assign(process.env, environment, {
    XDG_CACHE_HOME: folder,
    STUB_CALLS: calls,
    PATH: `${bin}:${saved.PATH ?? ""}`,
  });
  try {
    await test({
      cache: path.join(folder, "slipway"),
      calls: () => fs.readFileSync(calls, "utf8").trim().split("\n"),
    });
  } finally {
    process.env = saved;
    fs.rmSync(folder, { recursive: true });
  }
}
