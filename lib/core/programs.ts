import * as fs from "node:fs";
import * as path from "node:path";

/** Programs that are not installed. */
export interface MissingPrograms {
  readonly programs: string[];
  /** The command that installs them. */
  readonly cure: string;
}

/** Which of the programs, each with its Debian package, are not there; undefined when all are. */
export function missingPrograms(
  packages: Readonly<Record<string, string>>,
  besides: readonly string[] = [],
): MissingPrograms | undefined {
  const missing = Object.entries(packages).filter(([program]) => !isOnPath(program, besides));
  if (missing.length === 0) return undefined;
  const wanted = [...new Set(missing.map(([, name]) => name))];
  return {
    programs: missing.map(([program]) => program),
    cure: `sudo apt-get install --no-install-recommends ${wanted.join(" ")}`,
  };
}

/** Whether a program can be run: is in a folder of PATH, or in one of those besides. */
export function isOnPath(program: string, besides: readonly string[] = []): boolean {
  const folders = [...(process.env.PATH ?? "").split(path.delimiter), ...besides];
  return folders.some((folder) => {
    try {
      fs.accessSync(path.join(folder, program), fs.constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
