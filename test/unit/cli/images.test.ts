import { expect } from "chai";
import { imagesCommand } from "../../../lib/cli/images";
import { World } from "../platform/local/world";

const OLD = "slipway-torque-master-000000000001";

/** Runs the command in a world of its own; answers what it printed, or the error. */
async function run(...words: string[]): Promise<string> {
  const lines: string[] = [];
  const log = console.log;
  console.log = (line: string) => void lines.push(line);
  const keep = (text: string): void => void lines.push(text.trim());
  try {
    await imagesCommand()
      .exitOverride()
      .configureOutput({ writeErr: keep, writeOut: keep })
      .parseAsync(words, { from: "user" });
  } catch (error) {
    lines.push(String(error));
  } finally {
    console.log = log;
  }
  return lines.join("\n");
}

describe("the command slipway images", () => {
  let world: World;
  beforeEach(() => {
    world = new World();
    world.addImage(OLD, 1);
  });
  afterEach(() => world.close());

  it("lists the cache of this computer", async () => {
    expect(await run()).to.match(
      /^this computer \(.*cache\/slipway\):\n {2}NAME .*\n {2}slipway-t/,
    );
  });

  it("keeps young images unless told otherwise", async () => {
    expect(await run("--prune")).to.contain("younger than 7 days");
    expect(await run("--prune", "--dry-run", "--keep-days", "0")).to.contain("would remove 1 of 1");
    expect(await run("--prune", "--keep-days", "0")).to.contain("  removed 1 of 1");
    expect(await run()).to.contain("no images of slipway");
  });

  const wrong: readonly (readonly [string[], RegExp])[] = [
    [["--dry-run"], /error: --dry-run and --keep-days go with --prune/],
    [["--keep-days", "3"], /error: --dry-run and --keep-days go with --prune/],
    [["--prune", "--keep-days", "-1"], /must be a whole number of days/],
    [["--platform", "moon"], /Allowed choices are local, openstack/],
  ];
  for (const [words, text] of wrong) {
    it(`fails for ${words.join(" ")}`, async () => {
      expect(await run(...words)).to.match(text);
    });
  }
});
