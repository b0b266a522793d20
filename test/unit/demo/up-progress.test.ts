import type { EngineEvent } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import { UpProgress } from "../../../demo/up-progress";

const urn = (name: string): string => `urn:pulumi:local::slipway::slipway:x:Y::${name}`;

function event(
  kind: "resourcePreEvent" | "resOutputsEvent" | "resOpFailedEvent",
  name: string,
  op = "create",
) {
  return { [kind]: { metadata: { urn: urn(name), op } } } as unknown as EngineEvent;
}

describe("the progress of pulumi up", () => {
  it("tells how many resources are done and which are being worked on", () => {
    const seen = new UpProgress();
    for (const name of ["a", "b"]) seen.add(event("resourcePreEvent", name));
    seen.add(event("resOutputsEvent", "a"));
    expect(seen.text()).to.equal("1 resources done · create b");
    expect([seen.has("a"), seen.has("b")]).to.deep.equal([true, false]);
  });

  it("does not call a resource worked on that stays as it is", () => {
    const seen = new UpProgress();
    seen.add(event("resourcePreEvent", "a", "same"));
    expect(seen.text()).to.equal("0 resources done");
  });

  it("counts a failed resource as over", () => {
    const seen = new UpProgress();
    seen.add(event("resourcePreEvent", "a"));
    seen.add(event("resOpFailedEvent", "a"));
    expect(seen.text()).to.equal("1 resources done");
  });

  it("collects errors without the engine's colour marks", () => {
    const seen = new UpProgress();
    const message = "<{%reset%}>worker-1: a disk is full<{%reset%}>\n";
    seen.add({ diagnosticEvent: { severity: "error", message } } as unknown as EngineEvent);
    seen.add({ diagnosticEvent: { severity: "warning", message: "w" } } as unknown as EngineEvent);
    expect(seen.errors).to.deep.equal(["worker-1: a disk is full"]);
  });
});
