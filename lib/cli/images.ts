import { Command, InvalidArgumentError, Option } from "commander";
import { PlatformName } from "../platform/platform";
import { imageStoreOf, platformNames } from "../platform/registry";
import { listImages, pruneImages } from "./prune";

interface Options {
  readonly platform?: PlatformName;
  readonly prune?: true;
  readonly dryRun?: true;
  readonly keepDays?: number;
}

const KEEP_DAYS = 7;

/** `slipway images`. */
export function imagesCommand(): Command {
  return new Command("images")
    .description(
      "Lists the images that slipway has built: those in this computer's cache and, with --platform, those it has " +
        "put there. Credentials are found as pulumi up finds them in the environment.",
    )
    .addOption(
      new Option("--platform <name>", "also the images of this platform").choices(platformNames()),
    )
    .option("--prune", "remove those that nothing uses and that this version would not build")
    .option("--dry-run", "with --prune: only say what would be removed, and why")
    .option(
      "--keep-days <n>",
      `with --prune: keep those younger than this (default: ${String(KEEP_DAYS)})`,
      wholeNumber,
    )
    .action(async (options: Options, command: Command) => {
      const { prune, dryRun, keepDays } = options;
      if (prune !== true && (dryRun !== undefined || keepDays !== undefined))
        command.error("error: --dry-run and --keep-days go with --prune");
      const stores = storesOf(options);
      if (prune !== true) await listImages(stores);
      else {
        const ok = await pruneImages(stores, {
          dryRun: dryRun === true,
          keepDays: keepDays ?? KEEP_DAYS,
        });
        if (!ok) process.exitCode = 1;
      }
    });
}

/** Images are built in this computer's cache, wherever they go from there. */
function storesOf({ platform }: Options): NonNullable<ReturnType<typeof imageStoreOf>>[] {
  const names = new Set([PlatformName.Local, ...(platform === undefined ? [] : [platform])]);
  return [...names].flatMap((name) => imageStoreOf(name) ?? []);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError("must be a whole number of days.");
  return Number(text);
}
