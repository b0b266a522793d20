import * as path from "node:path";

/** The folder of the installed package. The same from `lib/` and from the compiled `dist/`. */
export const packageRoot = path.resolve(__dirname, "../..");

/** The bash recipes of all image kinds. */
export const recipesFolder = path.join(packageRoot, "recipes");
