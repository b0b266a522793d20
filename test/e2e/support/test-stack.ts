import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { LocalWorkspace, type EngineEvent, type Stack } from "@pulumi/pulumi/automation";
import { compiledProgram, makeSandbox, type Sandbox } from "./sandbox";

/** One error or warning that the engine printed, with the time at which it came. */
export interface Diagnostic {
  readonly at: Date;
  readonly severity: string;
  readonly resource: string;
  readonly message: string;
}

type Changes = Readonly<Partial<Record<string, number>>>;

/** What one `pulumi up` did. */
export interface Outcome {
  readonly ok: boolean;
  /** When `pulumi` was started, and how long it ran. */
  readonly started: Date;
  readonly seconds: number;
  /** Number of resources by operation: `create`, `update`, `delete`, `same`… */
  readonly changes: Changes;
  readonly diagnostics: readonly Diagnostic[];
}

/** A stack of its own in a sandbox of its own, driven as a user drives `pulumi`. */
export class TestStack {
  /** All that `pulumi` printed so far. */
  transcript = "";
  private destroyed = false;

  private constructor(
    readonly sandbox: Sandbox,
    private readonly stack: Stack,
  ) {}

  /** Opens a new stack of a program of `test/e2e/programs/`. */
  static async open(program: string): Promise<TestStack> {
    return TestStack.in(makeSandbox(compiledProgram(`test/e2e/programs/${program}.ts`)));
  }

  static async in(sandbox: Sandbox): Promise<TestStack> {
    const stack = await LocalWorkspace.createStack(
      { stackName: sandbox.stackName, workDir: sandbox.program.folder },
      { envVars: sandbox.env },
    );
    return new TestStack(sandbox, stack);
  }

  /**
   * `pulumi up` with these program arguments, after a look at what is there if `refresh` is set. Never throws for a
   * failed deployment: look at `ok`.
   */
  async up(args: object, { continueOnError = false, refresh = false } = {}): Promise<Outcome> {
    await this.setArgs(args);
    this.destroyed = false;
    return this.run((options) => this.stack.up({ ...options, continueOnError, refresh }));
  }

  /** An `up` that has to succeed. */
  async mustUp(args: object): Promise<Outcome> {
    const up = await this.up(args);
    if (!up.ok) throw new Error(`up failed:\n${this.transcript}`);
    return up;
  }

  /** Sets the program's arguments, for runs of `pulumi` by other means. */
  async setArgs(args: object): Promise<void> {
    await this.stack.setConfig("args", { value: JSON.stringify(args) });
  }

  /** `pulumi preview` with these program arguments. */
  async preview(args: object): Promise<Outcome> {
    await this.setArgs(args);
    return this.run(async (options) => {
      const { changeSummary } = await this.stack.preview(options);
      return { summary: { result: "succeeded", resourceChanges: changeSummary } };
    });
  }

  /** `pulumi refresh`. */
  async refresh(): Promise<Outcome> {
    return this.run((options) => this.stack.refresh(options));
  }

  async outputs(): Promise<Record<string, unknown>> {
    const outputs = await this.stack.outputs();
    return Object.fromEntries(
      Object.entries(outputs).map(([key, output]) => [key, output.value as unknown]),
    );
  }

  /** The stack's state as `pulumi stack export` prints it and as the backend keeps it: secrets encrypted. */
  stateText(): string {
    const { program, stackName, env, backend } = this.sandbox;
    const options = { cwd: program.folder, env: { ...process.env, ...env }, maxBuffer: 2 ** 28 };
    const printed = execFileSync("pulumi", ["stack", "export", "--stack", stackName], options);
    const files = readdirSync(backend, { recursive: true, withFileTypes: true });
    const kept = files
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "latin1"));
    return [printed.toString("latin1"), ...kept].join("\n");
  }

  /** `pulumi destroy`; the sandbox itself stays, so that a test can look at what is left. */
  async destroy(): Promise<Outcome> {
    const outcome = await this.run((options) => this.stack.destroy(options));
    this.destroyed = outcome.ok;
    return outcome;
  }

  /** For `after` hooks: destroys whatever is left, twice if need be, and removes the sandbox. */
  async close(): Promise<void> {
    for (let attempt = 0; attempt < 2 && !this.destroyed; attempt += 1) await this.destroy();
    this.sandbox.remove();
  }

  private async run(operation: (options: Listeners) => Promise<Finished>): Promise<Outcome> {
    const started = new Date();
    const diagnostics: Diagnostic[] = [];
    const onOutput = (text: string): void => void (this.transcript += text);
    const onEvent = (event: EngineEvent): void => collect(event, diagnostics);
    const done = (ok: boolean, changes: Changes): Outcome => ({
      ok,
      started,
      seconds: (Date.now() - started.getTime()) / 1000,
      changes,
      diagnostics,
    });
    try {
      const { summary } = await operation({ onOutput, onEvent });
      return done(summary.result === "succeeded", summary.resourceChanges ?? {});
    } catch (error) {
      diagnostics.push({
        at: new Date(),
        severity: "pulumi",
        resource: "",
        message: String(error),
      });
      return done(false, {});
    }
  }
}

interface Listeners {
  readonly onOutput: (text: string) => void;
  readonly onEvent: (event: EngineEvent) => void;
}

interface Finished {
  readonly summary: { readonly result: string; readonly resourceChanges?: Changes };
}

function collect(event: EngineEvent, into: Diagnostic[]): void {
  const diagnostic = event.diagnosticEvent;
  if (diagnostic?.severity !== "error" && diagnostic?.severity !== "warning") return;
  const resource = diagnostic.urn?.split("::").at(-1) ?? "";
  into.push({
    at: new Date(),
    severity: diagnostic.severity,
    resource,
    message: diagnostic.message,
  });
}
