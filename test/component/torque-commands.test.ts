import { expect } from "chai";
import { registered } from "./cluster";
import { unwrapped } from "./recorder";

describe("The commands on the master", () => {
  it("end by themselves at a deadline, and Pulumi gives up somewhat later", async () => {
    const resources = await registered({ bootDeadlineSec: 900, drainDeadlineSec: 0 });
    const commands = resources.filter(({ type }) => type === "command:remote:Command");
    expect(commands).to.have.length(4);
    for (const { name, inputs, timeouts } of commands) {
      const { create, delete: remove } = unwrapped(inputs) as Record<string, string | undefined>;
      const later = (text: string): string => {
        const sec = /^sudo slipway-\w+ --deadline (\d+) /.exec(text)?.[1];
        return `${String(Number(sec) + 150)}s`;
      };
      expect(timeouts.create, name).to.equal(later(create ?? ""));
      expect(timeouts.update, name).to.equal(later(create ?? ""));
      expect(timeouts.delete, name).to.equal(remove === undefined ? "" : later(remove));
    }
  });
});
