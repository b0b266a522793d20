import { execa } from "execa";
import { PROJECT_FOLDER } from "./places";

/** Installs Pulumi and its plugins where they are missing; the answer is the environment to run `pulumi` in. */
export async function installToolchain(
  progress: (text: string) => void,
): Promise<Record<string, string>> {
  const install = execa("bash", ["toolchain/install.sh", "--print-env"], { cwd: PROJECT_FOLDER });
  for await (const line of install.iterable({ from: "stderr" })) {
    progress(line.replace(/^toolchain: /, ""));
  }
  const { stdout: exports } = await install;
  const { stdout } = await execa("bash", ["-c", `${exports}\nenv -0`]);
  const pairs = stdout.split("\0").filter((pair) => pair.includes("="));
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  );
}
