import { expect } from "chai";
import { listImages, pruneImages } from "../../../lib/cli/prune";
import { sizeText } from "../../../lib/cli/table";
import { StoredForm, type ImageStore, type StoredImage } from "../../../lib/platform/image-store";

const OLD = "slipway-torque-master-000000000001";
const stored = (own: Partial<StoredImage> = {}): StoredImage => ({
  ...{ id: "i1", name: OLD, kind: "torque-master", form: StoredForm.Image, packages: [] },
  ...{ bytes: 400 * 1024 ** 2, madeAt: new Date(Date.now() - 30 * 86_400_000), users: [] },
  ...own,
});

/** A place with these images; removing one whose id is `stuck` fails. */
class Place implements ImageStore {
  readonly removed: string[] = [];
  constructor(private readonly images: readonly StoredImage[]) {}
  async stock() {
    return { place: "here", images: this.images };
  }
  async remove({ id }: StoredImage): Promise<void> {
    if (id === "stuck") throw new Error("409 in use");
    this.removed.push(id);
  }
}

async function printed<T>(
  action: (print: (line: string) => void) => Promise<T>,
): Promise<{ result: T; text: string }> {
  const lines: string[] = [];
  const result = await action((line) => lines.push(line));
  return { result, text: lines.join("\n") };
}

describe("slipway images", () => {
  it("lists what lies at each place", async () => {
    const rest = { id: "i2", form: StoredForm.Rest, bytes: undefined };
    const used = { id: "i3", users: ["server lisa-master of p-dev"], bytes: 3 * 1024 ** 3 };
    const locked = {
      ...{ id: "i4", locked: "is protected", packageState: "may" },
      packagesAt: new Date(Date.now() - 40 * 86_400_000),
    };
    const place = new Place([stored(), stored(rest), stored(used), stored(locked)]);
    const { text } = await printed((print) => listImages([place, new Place([])], print));
    expect(text.split("\n")).to.deep.equal([
      "here:",
      "  NAME                                KIND                  SIZE     AGE      PACKAGES       CURRENT  USED BY",
      `  ${OLD}  torque-master         400 MiB  30 days  ?              no       –`,
      `  ${OLD}  torque-master (rest)  ?        30 days  ?              no       –`,
      `  ${OLD}  torque-master         3.0 GiB  30 days  ?              no       server lisa-master of p-dev`,
      `  ${OLD}  torque-master         400 MiB  30 days  40 days (may)  no       is protected`,
      "here:",
      "  no images of slipway",
    ]);
  });

  it("shows control characters of a catalogue escaped, in each column and line", async () => {
    const bad = "\u001b[2J";
    const own = { packageState: bad, kind: bad, users: [`server ${bad}`], id: bad };
    const place = new Place([stored(own), stored({ ...own, users: [] })]);
    const listed = await printed((print) => listImages([place], print));
    const pruned = await printed((print) =>
      pruneImages([place], { dryRun: true, keepDays: 7 }, print),
    );
    for (const { text } of [listed, pruned]) {
      expect(text).not.to.include("\u001b");
      expect(text).to.include("\\u{1b}[2J");
    }
  });

  it("tells sizes in units that people read", () => {
    expect([undefined, 0, 2 ** 20, 2 ** 30 * 1.5].map(sizeText)).to.deep.equal([
      "?",
      "0 MiB",
      "1 MiB",
      "1.5 GiB",
    ]);
  });
});

describe("slipway images --prune", () => {
  const used = stored({ id: "i2", users: ["server a"] });
  const young = stored({ id: "i3", madeAt: new Date() });

  it("removes what is out of use and nothing else, and says why of each", async () => {
    const place = new Place([stored(), used, young]);
    const { result, text } = await printed((print) =>
      pruneImages([place], { dryRun: false, keepDays: 7 }, print),
    );
    expect(result).to.equal(true);
    expect(place.removed).to.deep.equal(["i1"]);
    expect(text.split("\n")).to.deep.equal([
      "here:",
      `  keeps ${OLD} (i2): used by server a`,
      `  keeps ${OLD} (i3): younger than 7 days`,
      `  removed ${OLD} (i1): nothing uses it, and this version of slipway builds another, 30 days old`,
      "  removed 1 of 3, 400 MiB",
    ]);
  });

  it("removes nothing in a dry run, and says the same", async () => {
    const place = new Place([stored(), used]);
    const { result, text } = await printed((print) =>
      pruneImages([place], { dryRun: true, keepDays: 7 }, print),
    );
    expect({ result, removed: place.removed }).to.deep.equal({ result: true, removed: [] });
    expect(text).to.contain(`  would remove ${OLD} (i1): nothing uses it`);
    expect(text).to.contain("  would remove 1 of 2, 400 MiB");
  });

  it("names an image by its id alone where that has the name in it", async () => {
    const place = new Place([stored({ id: `roots/${OLD}` })]);
    const { text } = await printed((print) =>
      pruneImages([place], { dryRun: true, keepDays: 7 }, print),
    );
    expect(text).to.contain(`  would remove roots/${OLD}: nothing uses it`);
  });

  it("goes on when one can't be removed, says which and why, and does not count it", async () => {
    const place = new Place([stored({ id: "stuck" }), stored({ form: StoredForm.Rest })]);
    const { result, text } = await printed((print) =>
      pruneImages([place], { dryRun: false, keepDays: 7 }, print),
    );
    expect({ result, removed: place.removed }).to.deep.equal({ result: false, removed: ["i1"] });
    expect(text).to.contain(`  could not remove ${OLD} (stuck): 409 in use`);
    expect(text).to.contain(`  removed ${OLD} (i1): left by a run that was cut off, 30 days`);
    expect(text).to.contain("  removed 1 of 2, 400 MiB");
  });

  it("asks all places before it removes anything", async () => {
    const place = new Place([stored()]);
    const broken: ImageStore = {
      stock: () => Promise.reject(new Error("no credentials")),
      remove: () => Promise.resolve(),
    };
    const failure = await pruneImages(
      [place, broken],
      { dryRun: false, keepDays: 7 },
      () => undefined,
    ).catch(String);
    expect(failure).to.equal("Error: no credentials");
    expect(place.removed).to.deep.equal([]);
  });
});
