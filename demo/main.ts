import { Command, InvalidArgumentError } from "commander";
import { deploy } from "./deploy";
import { destroy } from "./destroy";

interface Options {
  readonly destroy?: true;
  readonly workers?: number;
}

const program = new Command("npm run demo --")
  .description(
    "Makes a Torque cluster of virtual machines on this computer (stack local), runs the 2013 tutorial's jobs " +
      "and an MPI job on it, and leaves it running. Run again, it changes nothing and repeats the test.",
  )
  .option("--workers <n>", "number of workers (default: what Pulumi.local.yaml says)", wholeNumber)
  .option("--destroy", "remove the cluster; caches and the data volume stay")
  .action(async (options: Options) => {
    process.exitCode = options.destroy === true ? await destroy() : await deploy(options);
  });

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? `error: ${error.message}` : error);
  process.exitCode = 1;
});

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("must be a whole number.");
  return Number(text);
}
