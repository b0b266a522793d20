import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { dynamic } from "@pulumi/pulumi";
import { runtime } from "@pulumi/pulumi";

/** A provider's code as it is kept in the state. */
export async function serialise(provider: dynamic.ResourceProvider): Promise<string> {
  return (await runtime.serializeFunction(() => provider)).text;
}

/** One call of a provider's method. */
export interface Call {
  readonly method: string;
  readonly args: readonly unknown[];
}

/**
 * Calls methods of a serialised provider in a process of its own, as Pulumi's provider host does. `modules` are the
 * texts of slipway's internal modules that it finds there. Gives the results in order; an error as `{ error }`.
 */
export function callSerialised(
  text: string,
  modules: Readonly<Record<string, string>>,
  calls: readonly Call[],
): unknown[] {
  const folder = fs.mkdtempSync(path.join(tmpdir(), "slipway-test-"));
  try {
    const write = (file: string, content: string) => {
      const full = path.join(folder, file);
      fs.mkdirSync(path.dirname(full), { recursive: true });
      fs.writeFileSync(full, content);
    };
    write(
      "node_modules/slipway/package.json",
      JSON.stringify({ exports: { "./internal/*": "./dist/*.js" } }),
    );
    for (const [name, content] of Object.entries(modules))
      write(`node_modules/slipway/dist/${name}.js`, content);
    write("provider.js", text);
    write("calls.json", JSON.stringify(calls));
    write("main.js", MAIN);
    return JSON.parse(
      execFileSync(process.execPath, ["main.js"], { cwd: folder, encoding: "utf8" }),
    ) as unknown[];
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const MAIN = `
(async () => {
  const provider = require("./provider.js").handler();
  const results = [];
  for (const { method, args } of require("./calls.json")) {
    try {
      const result = (await provider[method](...args)) ?? null;
      // Of what create and update give, as of a resource's inputs, Pulumi can keep no undefined value.
      for (const [key, value] of Object.entries(result?.outs ?? {}))
        if (value === undefined) throw new Error(\`Unexpected struct type: \${key}\`);
      results.push(result);
    } catch (error) {
      // With what Pulumi reads of the error of a resource that was made all the same.
      const { id, properties, reasons } = error;
      results.push({ error: error.message, id, properties, reasons });
    }
  }
  console.log(JSON.stringify(results));
})();
`;
