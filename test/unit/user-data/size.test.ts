import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { novaUserData } from "../../../lib/platform/openstack/user-data";
import { fitsAsItIs, gzipped, leastBytes, MAX_USER_DATA_BYTES } from "../../../lib/user-data/size";

const short = "#cloud-config\n{}\n";
const long = short + "#\n".repeat(MAX_USER_DATA_BYTES);

describe("The room of user data", () => {
  it("is what Nova takes as base64", () => {
    const encoded = (bytes: number) => Buffer.alloc(bytes).toString("base64").length;
    expect(encoded(MAX_USER_DATA_BYTES)).to.be.at.most(65_535);
    expect(encoded(MAX_USER_DATA_BYTES + 1)).to.be.above(65_535);
  });

  it("is taken by a text as it is, up to the limit, and by a longer one compressed", () => {
    expect(fitsAsItIs("x".repeat(MAX_USER_DATA_BYTES))).to.equal(true);
    expect(fitsAsItIs("x".repeat(MAX_USER_DATA_BYTES + 1))).to.equal(false);
    expect(leastBytes(short)).to.equal(short.length);
    expect(leastBytes(long)).to.equal(gzipped(long).length);
  });

  it("is compressed without time and name of a system", () => {
    expect(gzipped(long).subarray(0, 10).toString("hex")).to.equal("1f8b08000000000002ff");
  });
});

describe("novaUserData", () => {
  it("leaves a text that fits as it is, so that no machine is made anew", () => {
    expect(novaUserData(short)).to.equal(short);
  });

  it("makes base64 of gzip of a longer one, which the provider hands on and cloud-init reads", () => {
    const sent = novaUserData(long);
    expect(sent).to.match(/^[A-Za-z0-9+/]+=*$/);
    expect(gunzipSync(Buffer.from(sent, "base64")).toString()).to.equal(long);
    expect(novaUserData(long)).to.equal(sent);
  });
});
