import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { firstWithin } from "../../../../lib/platform/local/first-within";
import { untilClosed } from "../../../../lib/platform/local/namespace";

const failureOf = (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => "none",
    (error: unknown) => String(error),
  );

describe("waiting for the first of several events", () => {
  it("gives what it brings", async () => {
    const first = firstWithin(5000, "it", () => [sleep(10, "a"), sleep(1000, "b")]);
    expect(await first).to.equal("a");
  });

  it("fails as the event does", async () => {
    const failure = failureOf(firstWithin(5000, "it", () => [Promise.reject(new Error("broken"))]));
    expect(await failure).to.equal("Error: broken");
  });

  it("fails after its time with what was waited for: a namespace that never comes", async () => {
    const child = spawn("sleep", ["10"], { stdio: ["ignore", "pipe", "ignore"] });
    expect(await failureOf(untilClosed(child, 50))).to.equal(
      "Error: the machine's network namespace was not there within 0.05 s",
    );
    child.kill();
  });
});
