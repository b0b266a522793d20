import * as fs from "node:fs";
import type { Surroundings } from "./plan";

/** The user's setup script, or what is wrong with it. */
export function readSetup(path: string): NonNullable<Surroundings["setup"]> {
  const problem = (reason: string): NonNullable<Surroundings["setup"]> => ({
    problem: { path: "setup", reason, got: path },
  });
  try {
    const text = fs.readFileSync(path, "utf8");
    return text.startsWith("#!")
      ? { text }
      : problem("must be a script that starts with #!/usr/bin/env bash");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return problem(code === "ENOENT" ? "no such file" : `can't be read (${code ?? String(error)})`);
  }
}
