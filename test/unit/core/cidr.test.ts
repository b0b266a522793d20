import { expect } from "chai";
import * as fc from "fast-check";
import { addressAt, type Cidr, isPrivate, lastHostOffset, parseCidr } from "../../../lib/core/cidr";

function range(text: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new Error(`${text} did not parse`);
  return cidr;
}

describe("parseCidr", () => {
  for (const bad of [
    "10.77.0.0",
    "10.77.0.1/24",
    "10.77.0.0/33",
    "300.0.0.0/8",
    "fd00::/8",
    "",
    "x/24",
    24,
    undefined,
  ]) {
    it(`fails for ${String(bad)}`, () => {
      expect(parseCidr(bad)).to.equal(undefined);
    });
  }

  it("counts addresses from the network's own", () => {
    const cidr = range("10.77.0.0/24");
    expect(addressAt(cidr, 10)).to.equal("10.77.0.10");
    expect(lastHostOffset(cidr)).to.equal(254);
    expect(addressAt(range("10.0.0.0/16"), 260)).to.equal("10.0.1.4");
  });

  it("gives different addresses at different offsets", () => {
    const offset = fc.integer({ min: 0, max: 65_534 });
    fc.assert(
      fc.property(offset, offset, (a, b) => {
        const cidr = range("172.16.0.0/16");
        expect(addressAt(cidr, a) === addressAt(cidr, b)).to.equal(a === b);
      }),
    );
  });
});

describe("isPrivate", () => {
  for (const [text, expected] of [
    ["10.77.0.0/24", true],
    ["192.168.4.0/24", true],
    ["172.31.0.0/16", true],
    ["8.8.8.0/24", false],
    ["172.32.0.0/16", false],
  ] as const) {
    it(`says ${String(expected)} for ${text}`, () => {
      expect(isPrivate(range(text))).to.equal(expected);
    });
  }
});
