import * as fs from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { parse } from "yaml";
import { settingsOf } from "../../lib/torque/settings";
import { makeConfig } from "../../stacks/config";

const ROOT = path.resolve(__dirname, "../..");

interface Project {
  config: Record<string, { type: string; description: string; default: unknown }>;
}

function project(): Project {
  return parse(fs.readFileSync(path.join(ROOT, "Pulumi.yaml"), "utf8")) as Project;
}

/** What the program sees when the stack file holds these values, the schema's defaults filled in as the CLI does. */
function configOf(values: Record<string, unknown>): ReturnType<typeof makeConfig> {
  const defaults = Object.entries(project().config).map(([key, { default: value }]) => [
    key,
    value,
  ]);
  const all = { ...Object.fromEntries(defaults), ...values } as Record<string, unknown>;
  const texts = Object.entries(all).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  pulumi.runtime.setAllConfig(Object.fromEntries(texts) as Record<string, string>);
  return makeConfig();
}

describe("The stack's settings", () => {
  it("are the component's own defaults when the stack says nothing", () => {
    const { torque, program, name } = configOf({});
    expect({ program, name }).to.deep.equal({ program: "torque", name: "torque" });
    expect(settingsOf("x", torque)).to.deep.equal(settingsOf("x", {}));
  });

  it("reach the component", () => {
    const { torque } = configOf({
      "slipway:workers": 4,
      "slipway:homeGiB": 10,
      "slipway:worker": { vcpus: 2 },
      "slipway:users": [{ name: "ada", uid: 2002, groups: ["physics"] }],
      "slipway:packages": ["git"],
      "slipway:packageState": "2026-11",
      "slipway:imageMaxAgeDays": 30,
      "slipway:setup": "site/setup.sh",
    });
    expect(torque).to.deep.include({
      workers: 4,
      homeGiB: 10,
      worker: { vcpus: 2 },
      users: [{ name: "ada", uid: 2002, groups: ["physics"] }],
      packages: ["git"],
      packageState: "2026-11",
      imageMaxAgeDays: 30,
      setup: path.join(ROOT, "site/setup.sh"),
    });
  });

  it("have a type, a description and a default each", () => {
    for (const [key, entry] of Object.entries(project().config)) {
      expect(entry, key).to.include.keys("type", "description", "default");
    }
  });

  it("are set in the committed stack files only where the schema knows them", () => {
    const known = Object.keys(project().config);
    for (const stack of ["local", "stratuslab", "ccin2p3"]) {
      const file = path.join(ROOT, `Pulumi.${stack}.yaml`);
      const { config } = parse(fs.readFileSync(file, "utf8")) as { config: object };
      expect(known, stack).to.include.members(Object.keys(config));
    }
  });

  it("describe a single machine", () => {
    const { machine } = configOf({
      "slipway:program": "machine",
      "slipway:machine": { image: "debian-12", userDataFile: "package.json" },
    });
    expect(machine).to.deep.include({ image: "debian-12", platform: "local" });
    expect(machine.userData).to.equal(fs.readFileSync(path.join(ROOT, "package.json"), "utf8"));
  });

  it("fail for user data in a file that is missing", () => {
    const settings = { "slipway:machine": { userDataFile: "nowhere.yaml" } };
    expect(() => configOf(settings)).to.throw(
      /slipway:machine.userDataFile: no such file, got ".*nowhere.yaml"/,
    );
  });
});
