#!/usr/bin/env node
import * as fs from "node:fs";
import * as path from "node:path";
import { Command } from "commander";
import { packageRoot } from "../core/package-root";
import { imagesCommand } from "./images";

const { version } = JSON.parse(fs.readFileSync(path.join(packageRoot, "package.json"), "utf8")) as {
  version: string;
};

const program = new Command("slipway")
  .description("Looks after what slipway keeps. Clusters are made by pulumi up.")
  .version(version)
  .addCommand(imagesCommand());

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? `error: ${error.message}` : error);
  process.exitCode = 1;
});
