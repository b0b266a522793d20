import { expect } from "chai";
import { accessFilesProvider, PROVIDER_VERSION } from "../../../lib/access/provider";
import { callSerialised, serialise } from "../node/serialised-provider";

/** Counts what it is asked in its results; the wanted digest is the user's name. */
const CLIENT = `
const result = (inputs) => ({ knownHosts: "k", sshConfig: "s", privateKeyFile: "p", ssh: "ssh -F s master", digest: inputs.user });
exports.writeAccess = async (inputs) => result(inputs);
exports.wantedDigest = (inputs) => inputs.user;
exports.digestOnDisk = async (place) => "disk:" + place.cluster;
exports.removeAccess = async (place) => { if (place.cluster !== "lisa") throw new Error("wrong place"); };
`;
const inputs = {
  stack: "demo-dev",
  cluster: "lisa",
  privateKey: "PRIVATE",
  user: "tuser",
  hosts: [],
  providerVersion: PROVIDER_VERSION,
};
const outs = {
  knownHosts: "k",
  sshConfig: "s",
  privateKeyFile: "p",
  ssh: "ssh -F s master",
  digest: "tuser",
  stack: "demo-dev",
  cluster: "lisa",
  providerVersion: PROVIDER_VERSION,
};

describe("the provider of AccessFiles", function () {
  this.timeout(30_000);
  let text: string;
  before(async () => {
    text = await serialise(accessFilesProvider);
  });
  const call = (method: string, ...args: unknown[]) =>
    callSerialised(text, { "access/client": CLIENT }, [{ method, args }])[0];

  it("is small in the state, the same on every machine, and holds no secret", () => {
    expect(text.length).to.be.below(20_000);
    expect(text).not.to.contain(process.cwd());
    expect(text).not.to.match(/["'`]\/(?:home|root|tmp|work|usr)\//);
    expect(text).not.to.contain("\r");
  });

  it("writes in create and update and does not keep the key", () => {
    expect(call("create", inputs)).to.deep.equal({ id: "demo-dev/lisa", outs });
    expect(call("update", "demo-dev/lisa", { ...outs, digest: "old" }, inputs)).to.deep.equal({
      outs,
    });
  });

  it("writes again what differs, and elsewhere when the place changes", () => {
    const diff = (changes: object) => call("diff", "id", outs, { ...inputs, ...changes });
    expect(diff({})).to.deep.equal({ changes: false, replaces: [] });
    expect(diff({ user: "other" })).to.deep.equal({ changes: true, replaces: [] });
    expect(diff({ cluster: "bart" })).to.deep.equal({ changes: true, replaces: ["cluster"] });
    expect(diff({ providerVersion: 2 })).to.deep.equal({ changes: true, replaces: [] });
  });

  it("finds in a refresh what is on disk", () => {
    expect(call("read", "id", outs)).to.deep.equal({
      id: "id",
      props: { ...outs, digest: "disk:lisa" },
    });
    expect(call("read", "id")).to.deep.equal({ id: "id" });
  });

  it("removes in delete what lies at the place in the state", () => {
    expect(call("delete", "id", outs)).to.be.null;
  });
});
