import { createRequire } from "node:module";

/**
 * Loads one of slipway's own compiled modules inside a dynamic provider.
 *
 * A dynamic provider's code travels as text in the stack's state, so it must hold as little as possible:
 * the real client is loaded when a method runs, from the package that the program has installed. The
 * provider host's working directory is the Pulumi program's folder, from where `slipway` resolves both in
 * slipway's own checkout (self-reference) and in a program that depends on it.
 */
export function loadInternal(module: string): unknown {
  return createRequire(`${process.cwd()}/index.js`)(`slipway/internal/${module}`);
}
