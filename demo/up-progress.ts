import type { EngineEvent } from "@pulumi/pulumi/automation";

/** Follows the engine's events of one `pulumi up`. */
export class UpProgress {
  private readonly running = new Map<string, string>();
  private done = 0;
  private readonly finished = new Set<string>();
  /** What the engine complained about, ready to print. */
  readonly errors: string[] = [];

  add(event: EngineEvent): void {
    const before = event.resourcePreEvent?.metadata;
    if (before !== undefined && before.op !== "same") this.running.set(before.urn, before.op);
    const after = event.resOutputsEvent?.metadata ?? event.resOpFailedEvent?.metadata;
    if (after !== undefined) {
      this.running.delete(after.urn);
      this.finished.add(nameOf(after.urn));
      this.done += 1;
    }
    const said = event.diagnosticEvent;
    if (said?.severity === "error") this.errors.push(plain(said.message));
  }

  /** Whether the engine is through with a resource of this name. */
  has(name: string): boolean {
    return this.finished.has(name);
  }

  /** One line: how many resources are done, which are being worked on. */
  text(): string {
    const names = [...this.running]
      .filter(([urn]) => !urn.includes("pulumi:Stack") && !urn.endsWith("TorqueCluster::torque"))
      .map(([urn, op]) => `${op} ${nameOf(urn)}`);
    return [`${String(this.done)} resources done`, ...names].join(" · ");
  }
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}

/** Without the engine's colour marks. */
function plain(text: string): string {
  return text.replace(/<\{%[^%]*%\}>/g, "").trim();
}
