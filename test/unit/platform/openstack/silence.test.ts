import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { silenceWatch, type Look } from "../../../../lib/platform/openstack/silence";

const request = { name: "lisa-master", type: "openstack:compute/instance:Instance", inputs: {} };

/** Waits until it is so; the test's own deadline ends it. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(5);
}

describe("the watch over requests without an answer", () => {
  const watch = (look: Look) => {
    const told: string[] = [];
    const times = { afterMs: 20, lookMs: 20, againMs: 40 };
    return { told, ...silenceWatch(look, (text) => void told.push(text), times) };
  };

  it("tells what is waited for, and again later", async () => {
    const { told, begin, end } = watch(async () => "Nova has not answered");
    begin("urn", request);
    await until(() => told.length >= 2);
    end("urn");
    expect(told[0]).to.match(/^lisa-master: not there after \d+ s: Nova has not answered$/);
  });

  it("says nothing about what is done in time, or what the cloud is at work on", async () => {
    const { told, begin, end } = watch(async ({ name }) =>
      name === "busy" ? undefined : "Nova has not answered",
    );
    begin("urn", request);
    begin("other", { ...request, name: "busy" });
    end("urn");
    await sleep(60);
    end("other");
    expect(told).to.deep.equal([]);
  });

  it("says nothing about what was done while it asked", async () => {
    const { told, begin, end } = watch(async () => {
      end("urn");
      return "Nova has not answered";
    });
    begin("urn", request);
    await sleep(60);
    expect(told).to.deep.equal([]);
  });

  it("tells that a cloud does not answer the question either, or why not", async () => {
    const mute = watch(() => new Promise(() => undefined));
    mute.begin("urn", request);
    const broken = watch(() => Promise.reject(new Error("no answer within 12 s")));
    broken.begin("urn", request);
    await until(() => mute.told.length > 0 && broken.told.length > 0);
    for (const each of [mute, broken]) each.end("urn");
    expect(mute.told[0]).to.match(/the cloud answers no other question about it either$/);
    expect(broken.told[0]).to.match(/no answer within 12 s$/);
  });
});
