import { expect } from "chai";
import { waitForBoot, type Reader } from "../../../lib/node/wait";
import { failureOf, fakeWorld } from "./fake-world";

const pending: Reader = async () => ({ kind: "pending", progress: "last event: start x at 3 s" });
const result = { bootSec: 31.5, bootId: "boot-1" };

describe("waiting for a boot", () => {
  it("ends as soon as the reader calls the node ready", async () => {
    const world = fakeWorld(() => ({}));
    const reader: Reader = async () =>
      world.seconds() < 42 ? pending({ state: "running" }) : { kind: "ready", result };
    expect(await waitForBoot("worker-1", 600, reader, world)).to.deep.equal(result);
    expect(world.seconds()).to.equal(42);
  });

  it("fails with the reader's text at once", async () => {
    const world = fakeWorld(() => ({ console: "text" }));
    const failure = await failureOf(
      async () => ({ kind: "failed", text: "recipe a failed" }),
      world,
    );
    expect(failure.message).to.equal("worker-1: recipe a failed");
    expect(failure.console).to.equal("text");
    expect(world.seconds()).to.equal(0);
  });

  it("fails when the VM is gone, with the platform's words, the cause and the last lines", async () => {
    const console = "one\nKernel panic - not syncing: no init\n";
    const world = fakeWorld((seconds) =>
      seconds < 3 ? {} : { state: "gone", detail: "exit status 1", console },
    );
    const { message } = await failureOf(pending, world);
    expect(message.split("\n")).to.deep.equal([
      "worker-1: the VM stopped while booting (exit status 1)",
      "  most likely the kernel stopped (kernel panic): Kernel panic - not syncing: no init",
      "  the lines before it in the console tell why",
      "  last console lines:",
      "  | one",
      "  | Kernel panic - not syncing: no init",
    ]);
    expect(world.seconds()).to.equal(3);
  });

  it("fails when the VM is gone and nothing is known of it", async () => {
    const { message } = await failureOf(
      pending,
      fakeWorld(() => ({ state: "gone" })),
    );
    expect(message).to.equal(
      "worker-1: the VM stopped while booting (the platform no longer has it)",
    );
  });

  it("prefers a failed recipe to the VM that stopped after it", async () => {
    const world = fakeWorld(() => ({ state: "gone" }));
    const { message } = await failureOf(
      async () => ({ kind: "failed", text: "recipe a failed" }),
      world,
    );
    expect(message).to.equal("worker-1: recipe a failed");
  });

  it("fails within seconds after a kernel panic, long before the deadline", async () => {
    const world = fakeWorld((seconds) => ({
      console: seconds < 10 ? "" : "Kernel panic - not syncing: x\n",
    }));
    const { message } = await failureOf(pending, world);
    expect(message).to.match(
      /^worker-1: the kernel stopped \(kernel panic\): Kernel panic - not syncing: x\n {2}the lines/,
    );
    expect(world.seconds()).to.equal(15);
  });

  it("gives the recipe runner time to tell more when the user data can't be read", async () => {
    const console = "Failed loading yaml blob\n";
    const world = fakeWorld(() => ({ console }));
    const { message } = await failureOf(pending, world);
    expect(message).to.contain("cloud-init could not read the user data");
    expect(world.seconds()).to.equal(30);
  });

  it("fails at the deadline with the last event, the likely cause and the last lines", async () => {
    const world = fakeWorld(() => ({ console: "cp: No space left on device\nend\n" }));
    const { message } = await failureOf(pending, world);
    expect(message.split("\n")).to.deep.equal([
      "worker-1: not ready after 600 s; last event: start x at 3 s",
      "  most likely a disk is full: cp: No space left on device",
      "  give the node a larger disk (`diskGiB`)",
      "  last console lines:",
      "  | cp: No space left on device",
      "  | end",
    ]);
    expect(world.seconds()).to.equal(600);
  });

  it("fails at the deadline when the platform never answers, and says so", async () => {
    const world = fakeWorld(() => {
      throw new Error("503");
    });
    const { message } = await failureOf(pending, world, 20);
    expect(message).to.contain("the platform does not tell how the VM is: Error: 503");
    const quiet = await failureOf(
      pending,
      fakeWorld(() => ({ state: "unknown" })),
      20,
    );
    expect(quiet.message).to.contain("the platform does not tell how the VM is: no answer");
  });

  it("passes over a platform that does not answer for a while", async () => {
    const world = fakeWorld((seconds) => {
      if (seconds < 30) throw new Error("503");
      return {};
    });
    const reader: Reader = async ({ state }) =>
      state === "running" ? { kind: "ready", result } : pending({ state });
    expect(await waitForBoot("worker-1", 600, reader, world)).to.deep.equal(result);
  });
});
