import { expect } from "chai";
import fc from "fast-check";
import { BeaconEvent, parseBeacons, type Beacon } from "../../../lib/node/beacons";

const ready: Beacon = { event: "ready", stage: "execute", uptime: 31.5, boot: "b1" };
const line = (beacon: Beacon) => `slipway-event ${JSON.stringify(beacon)}`;

const whole = fc.record<Beacon>({
  event: fc.constantFrom(...Object.values(BeaconEvent)),
  stage: fc.constantFrom("recipe", "execute"),
  script: fc.string(),
  uptime: fc.integer({ min: 0, max: 100_000 }).map((tenths) => tenths / 10),
  boot: fc.uuid(),
  tail: fc.array(fc.string(), { maxLength: 5 }),
});

describe("beacons on a console", () => {
  it("are found among other text and terminal line ends", () => {
    const text = `Debian GNU/Linux\r\nworker-1 login: ${line(ready)}\r\r\n[  OK  ] Reached target\r\n`;
    expect(parseBeacons(text)).to.deep.equal([ready]);
  });

  it("are counted once when two consoles show them", () => {
    expect(parseBeacons(`${line(ready)}\n${line(ready)}\r\n`)).to.deep.equal([ready]);
  });

  for (const intruder of [
    "[   31.512345] EXT4-fs (vda1): mounted",
    "[  OK  ] Started ssh.service.",
  ]) {
    it(`are put together again around "${intruder}"`, () => {
      const text = line(ready);
      for (const cut of [16, 30, text.length - 3]) {
        const broken = `${text.slice(0, cut)}${intruder}\r\n${text.slice(cut)}\r\n`;
        expect(parseBeacons(broken), broken).to.deep.equal([ready]);
      }
    });
  }

  it("keep kernel lines that are part of a script's output", () => {
    const failed: Beacon = {
      ...ready,
      event: "failed",
      tail: ["[   31.500000] nfs: server not responding"],
    };
    expect(parseBeacons(`${line(failed)}\n`)).to.deep.equal([failed]);
  });

  it("of an earlier boot do not count", () => {
    const later: Beacon = { event: "start", stage: "execute", uptime: 12, boot: "b2" };
    const banner = "[    0.000000] Linux version 6.1.0-30-cloud-amd64\r\n";
    expect(parseBeacons(`${banner}${line(ready)}\n${banner}`)).to.deep.equal([]);
    expect(parseBeacons(`${banner}${line(ready)}\n${banner}${line(later)}\n`)).to.deep.equal([
      later,
    ]);
  });

  it("survive NUL bytes", () => {
    expect(parseBeacons(`\0\0${line(ready).split("").join("\0")}\n`)).to.deep.equal([ready]);
  });

  it("that are not whole or not ours are skipped", () => {
    const wrong = ["{", "null", '"x"', '{"event":"other"}', '{"event":"ready","stage":1}', ""];
    expect(parseBeacons(wrong.map((each) => `slipway-event ${each}\n`).join(""))).to.deep.equal([]);
  });

  it("are all found whatever they hold", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(whole, { selector: (each) => JSON.stringify(each) }),
        (beacons) => {
          const text = beacons.map((each) => `noise\r\n${line(each)}\r\n`).join("");
          const plain = beacons.filter((each) => !line(each).slice(14).includes("slipway-event "));
          expect(parseBeacons(text)).to.deep.include.members(
            plain.map((each) => JSON.parse(JSON.stringify(each)) as Beacon),
          );
        },
      ),
    );
  });

  it("are the first ones, in order, when the text is cut anywhere", () => {
    const script = (n: number): Beacon => ({ ...ready, event: "done", uptime: n });
    const all = [1, 2, 3].map(script);
    const text = all.map((each) => `${line(each)}\n`).join("");
    for (let cut = 0; cut <= text.length; cut += 1) {
      const found = parseBeacons(text.slice(0, cut));
      expect(found).to.deep.equal(all.slice(0, found.length));
    }
  });

  it("are parsed from any text without an error", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constant("slipway-event "), fc.constant('{"'))),
        (parts) => {
          expect(parseBeacons(parts.join(""))).to.be.an("array");
        },
      ),
    );
  });
});
