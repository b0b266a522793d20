import { expect } from "chai";
import type { Session } from "../../../../lib/platform/openstack/api/session";
import { INSTANCE, whyNotThere } from "../../../../lib/platform/openstack/look";
import { recover } from "../../../../lib/platform/openstack/recover";

const PORT = "openstack:networking/port:Port";
const inputs = { name: "lisa-master", metadata: { "slipway-site": "m-1" }, description: "d" };
const ended = "Error waiting for instance (s-1) to become ready: unexpected state 'ERROR'";

/** A cloud with these servers of the site; `undefined` for one that answers nothing. */
const cloud = (servers: readonly object[] | undefined, fault?: string): Session => ({
  projectId: "p",
  offers: () => true,
  call: async (_service, method, path) => {
    if (servers === undefined) throw new Error("GET x: no answer within 12 s");
    if (method === "DELETE") return undefined;
    if (path.startsWith("/ports")) return { ports: [] };
    const own = servers.map((each) => ({ ...each, metadata: inputs.metadata }));
    if (path.startsWith("/servers/detail")) return { servers: own };
    return { server: { ...own[0], ...(fault === undefined ? {} : { fault: { message: fault } }) } };
  },
});

describe("a step that failed", () => {
  const run = async (
    session: Session,
    type: string,
    errors: string[],
    failedOperation = "create",
    more: object = {},
  ) => {
    const told: string[] = [];
    const newInputs = { ...inputs, ...more };
    const failed = { name: "lisa-master", type, failedOperation, errors, newInputs };
    const again = await recover(
      failed,
      async () => session,
      (text) => void told.push(text),
    );
    return { again, told };
  };

  it("is told with Nova's reason when a machine ended in an error", async () => {
    const broken = cloud([{ id: "s-1", status: "ERROR" }], "No valid host was found. None.");
    const { again, told } = await run(broken, INSTANCE, [ended]);
    expect(again).to.equal(false);
    expect(told).to.have.length(1);
    expect(told[0]).to.match(
      /^lisa-master: Nova could not start the machine: No valid host was found. None \(server s-1\); no host .* replaces the machine$/,
    );
  });

  it("is told without a reason where Nova gives none, and not at all where it knows no such machine", async () => {
    const mute = await run(cloud([{ id: "s-1", status: "ERROR" }]), INSTANCE, [ended]);
    expect(mute.told[0]).to.contain("no reason given (server s-1)");
    for (const session of [cloud([]), cloud(undefined)])
      expect(await run(session, INSTANCE, [ended])).to.deep.equal({ again: false, told: [] });
  });

  it("is told with what Glance has of its image where Nova gives hosts that failed as the reason", async () => {
    const fault = "Exceeded maximum number of retries. Exhausted all hosts available for retrying.";
    const broken = cloud([{ id: "s-1", status: "ERROR" }], fault);
    const session: Session = {
      ...broken,
      call: async (service, method, path, more) => {
        if (!path.startsWith("/images/")) return broken.call(service, method, path, more);
        if (path.endsWith("/file")) return "f00d".repeat(8);
        return { id: "i-s1", name: "os", os_hash_algo: "md5", os_hash_value: "beef".repeat(8) };
      },
    };
    const disk = { blockDevices: [{ uuid: "i-s1", sourceType: "image" }] };
    for (const source of [{ imageId: "i-s1" }, disk]) {
      const { told } = await run(session, INSTANCE, [ended], "create", source);
      expect(told[0]).to.match(
        /Exhausted all hosts available for retrying \(server s-1\); image os \(i-s1\) does not fit .*: md5 f00df00df00d…, not beefbeefbeef…; delete it .* replaces the machine$/,
      );
    }
  });

  it("is tried again, unseen, when its fault passes", async () => {
    expect(await run(cloud([]), PORT, ["Bad Gateway"])).to.deep.equal({ again: true, told: [] });
    const removal = await run(cloud(undefined), PORT, ["Bad Gateway"], "delete");
    expect(removal).to.deep.equal({ again: true, told: [] });
  });

  it("is told when it has failed too often, or when the cloud can't be asked what came of it", async () => {
    const errors = Array<string>(5).fill("Bad Gateway");
    const often = await run(cloud([]), PORT, errors);
    expect(often.told[0]).to.contain("Neutron did not make it (502, asked 5 times)");
    const silent = await run(cloud(undefined), PORT, ["Bad Gateway"]);
    expect(silent.again).to.equal(false);
    expect(silent.told).to.deep.equal([
      "lisa-master: Neutron did not make it (502): Bad Gateway; a fault of the cloud that lasts: ask its operators; then pulumi up goes on from here",
      "lisa-master: not tried again: GET x: no answer within 12 s",
    ]);
  }).timeout(10_000);
});

describe("a machine that is not there yet", () => {
  const why = (session: Session, type = INSTANCE) =>
    whyNotThere(session, { name: "lisa-master", type, inputs });

  it("is unheard of, or Nova is at work on it, or does not tell of it", async () => {
    expect(await why(cloud([]))).to.match(
      /^Nova has not answered the request to make it; the wait/,
    );
    expect(await why(cloud([{ id: "s-1", status: "BUILD" }]))).to.equal(undefined);
    expect(await why(cloud([{ id: "s-1", status: "ACTIVE" }]))).to.match(
      /^Nova has it as ACTIVE \(server s-1\), but does not answer the question for it; /,
    );
  });

  it("is asked for of Nova only", async () => {
    expect(await why(cloud(undefined), PORT)).to.match(/^Neutron has not answered the request/);
  });
});
