import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { forgetBuilder } from "../../../lib/image/script";

/**
 * Stand-ins for what builds call, as those need namespaces and an archive: `env … unshare … bash …/confine.sh root.sh WORK …`.
 *
 * They read settings from a file, because builds have an environment of their own: `STUB_FAIL`, `STUB_SLOW`, `STUB_DATE` of the
 * package lists, `STUB_REFUSED`, a pattern of command lines of `unshare` that the kernel refuses, and `STUB_PROBE`, what the
 * probe fails with.
 */
const stubs = (folder: string): Record<string, string> => ({
  sudo: `echo "sudo $*" >>${folder}/sudo\n[ "$1" != -n ] || shift\nexec "$@"`,
  unshare: `. ${folder}/settings
case "$*" in
*\${STUB_REFUSED:-nothing}*) echo "unshare: unshare failed: Operation not permitted" >&2; exit 1 ;;
esac
while [ "$1" != -- ]; do shift; done
shift
exec "$@"`,
  bash: `. ${folder}/settings
case "$1" in */confine.sh) shift ;; */init.sh) shift 2 ;; esac
case "$1" in *probe.sh) [ -z "\${STUB_PROBE-}" ] || { echo "$STUB_PROBE" >&2; exit 1; }; exit 0 ;; esac
echo "$(basename "$1") $(basename "$2") packages=\${SLIPWAY_PACKAGES-}" >>${folder}/calls
env >${folder}/environment
if [ -n "\${STUB_SLOW-}" ]; then sleep "$STUB_SLOW"; fi
case "$1" in
*root.sh)
  mkdir "$2/root"
  : >"$2/root.tar.zst"
  echo "sudo 1.9" >"$2/packages.txt"
  echo "\${STUB_DATE:+Date: $STUB_DATE}" >"$2/lists.txt"
  if [ -n "$4" ] && [ ! -e "$4" ]; then echo "no parent $4"; exit 9; fi
  if [ -n "\${STUB_FAIL-}" ]; then echo "E: Unable to locate package nonesuch"; exit 100; fi
  ;;
*disk.sh) for file in disk.qcow2 vmlinuz initrd; do : >"$2/$file"; done ;;
esac`,
});

export interface World {
  readonly cache: string;
  /** What was called so far: `root.sh <folder> packages=…`. */
  readonly calls: () => string[];
  /** Command lines of sudo so far. */
  readonly sudo: () => string;
  /** The environment of the last build script. */
  readonly environment: () => string;
  /** Makes a program fail from now on. */
  readonly deny: (program: string) => void;
  /** Changes what the stand-ins do from now on. */
  readonly set: (settings: Readonly<Record<string, string>>) => void;
}

/** Runs `test` with a cache of its own and the stand-ins first on PATH. */
export async function withStubs(
  settings: Readonly<Record<string, string>>,
  test: (world: World) => Promise<void>,
): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-image-"));
  const saved = { ...process.env };
  const bin = path.join(folder, "bin");
  fs.mkdirSync(bin);
  for (const [name, text] of Object.entries(stubs(folder)))
    fs.writeFileSync(path.join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  const textOf = (name: string): string => {
    const file = path.join(folder, name);
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim() : "";
  };
  const set: World["set"] = (news) => {
    const lines = Object.entries(news).map(([name, value]) => `${name}='${value}'\n`);
    fs.writeFileSync(path.join(folder, "settings"), lines.join(""));
  };
  set(settings);
  Object.assign(process.env, { XDG_CACHE_HOME: folder, PATH: `${bin}:${saved.PATH ?? ""}` });
  forgetBuilder();
  try {
    await test({
      cache: path.join(folder, "slipway"),
      calls: () => textOf("calls").split("\n"),
      sudo: () => textOf("sudo"),
      environment: () => textOf("environment"),
      set,
      deny: (program) => {
        fs.writeFileSync(path.join(bin, program), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
      },
    });
  } finally {
    process.env = saved;
    forgetBuilder();
    fs.rmSync(folder, { recursive: true });
  }
}

/** As if an ordinary user ran the test, whoever does. */
export async function asUser(test: () => Promise<void>): Promise<void> {
  const { getuid } = process;
  process.getuid = () => 1000;
  try {
    await test();
  } finally {
    if (getuid !== undefined) process.getuid = getuid;
  }
}
