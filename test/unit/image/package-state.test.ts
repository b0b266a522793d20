import { expect } from "chai";
import { newestDate, packageAge, packagesAt } from "../../../lib/image/package-state";

const LISTS = [
  "Date: Wed, 25 Nov 2026 02:22:30 UTC",
  "Date: Sat, 11 Jul 2026 10:16:37 UTC",
  "Date: when it was ready",
].join("\n");
const started = new Date("2026-11-26T10:00:00Z");

describe("the package state of an image", () => {
  it("is of the newest list: a release's own changes only with its updates", () => {
    expect(newestDate(LISTS)?.toISOString()).to.equal("2026-11-25T02:22:30.000Z");
    expect(newestDate("\n")).to.equal(undefined);
  });

  it("is of the oldest part", () => {
    expect(packagesAt(LISTS, "2026-11-20T00:00:00.000Z", started)).to.match(/^2026-11-20/);
    expect(packagesAt(LISTS, "2026-11-26T00:00:00.000Z", started)).to.match(/^2026-11-25/);
  });

  it("is the parent's when nothing was added, and the build's when nobody knows", () => {
    expect(packagesAt("", "2026-01-02T00:00:00.000Z", started)).to.match(/^2026-01-02/);
    expect(packagesAt("", undefined, started)).to.equal(started.toISOString());
  });

  it("is told with its age, and past the age that is allowed with what to set", () => {
    const age = (now: string) =>
      packageAge("slipway-a", "2026-10-01T08:00:00.000Z", 45, new Date(now));
    expect(age("2026-11-15T08:00:00Z")).to.deep.equal({
      text: "slipway-a: Debian packages of 2026-10-01, 45 days old",
      tooOld: false,
    });
    const { text, tooOld } = age("2026-11-16T08:00:00Z");
    expect(tooOld).to.equal(true);
    expect(text).to.match(/46 days old, more than 45: security updates .* such as "2026-11-16"$/);
    expect(age("2026-10-02T09:00:00Z").text).to.match(/ 1 day old$/);
    expect(age("2026-09-01T00:00:00Z").text).to.include(" 0 days old");
  });
});
