import * as pulumi from "@pulumi/pulumi";
import { outputsOf } from "./outputs";

/** One resource as the engine would have seen it. */
export interface Registered {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  /** Secrets still in their envelopes. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Names, not URNs. */
  readonly parent: string;
  readonly dependsOn: readonly string[];
  readonly deletedWith: string;
  readonly deleteBeforeReplace: boolean;
  readonly secretOutputs: readonly string[];
  /** Empty where none is set. */
  readonly timeouts: { readonly create: string; readonly update: string; readonly delete: string };
}

interface Request {
  getType(): string;
  getName(): string;
  getCustom(): boolean;
  getParent(): string;
  getDependenciesList(): string[];
  getDeletedwith(): string;
  getDeletebeforereplace(): boolean;
  getAdditionalsecretoutputsList(): string[];
  getCustomtimeouts():
    { getCreate(): string; getUpdate(): string; getDelete(): string } | undefined;
  getObject(): { toJavaScript(): Record<string, unknown> };
}

interface Monitor {
  registerResource(request: Request, callback: unknown): Promise<void>;
  registerResourceHook?: Acknowledge;
  registerErrorHook?: Acknowledge;
}

type Acknowledge = (request: unknown, callback: (error: null, answer: object) => void) => void;

/** Runs a program against mocks and gives back all that it registered, and its own result. */
export async function record<T>(
  program: () => T,
  { preview = false } = {},
): Promise<{ readonly resources: readonly Registered[]; readonly result: T }> {
  const requests: Request[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) =>
        preview
          ? { id: undefined, state: inputs as object }
          : {
              id: `${name}-id`,
              state: {
                ...(inputs as object),
                ...outputsOf(type, name, inputs as Record<string, unknown>),
              },
            },
      call: () => {
        throw new Error("nothing is to be looked up");
      },
    },
    "slipway",
    "test",
    preview,
  );
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    requests.push(request);
    return register(request, callback);
  };
  // The SDK's mocks take no hooks, and what waits for their registration would wait for ever.
  const acknowledge: Acknowledge = (_, callback) => callback(null, {});
  Object.assign(monitor, { registerResourceHook: acknowledge, registerErrorHook: acknowledge });
  const result = program();
  await pulumi.runtime.disconnect();
  return { resources: requests.map(registered), result };
}

/** The one of that name; fails when there is none. */
export function named(resources: readonly Registered[], name: string): Registered {
  const found = resources.find((resource) => resource.name === name);
  if (found === undefined) throw new Error(`no resource ${name}`);
  return found;
}

function registered(request: Request): Registered {
  return {
    urn: urnOf(request),
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    inputs: request.getObject().toJavaScript(),
    parent: nameIn(request.getParent()),
    dependsOn: request.getDependenciesList().map(nameIn),
    deletedWith: nameIn(request.getDeletedwith()),
    deleteBeforeReplace: request.getDeletebeforereplace(),
    secretOutputs: request.getAdditionalsecretoutputsList(),
    timeouts: {
      create: request.getCustomtimeouts()?.getCreate() ?? "",
      update: request.getCustomtimeouts()?.getUpdate() ?? "",
      delete: request.getCustomtimeouts()?.getDelete() ?? "",
    },
  };
}

function urnOf(request: Request): string {
  const parentType = request.getParent().split("::").at(-2);
  const type = parentType === undefined ? request.getType() : `${parentType}$${request.getType()}`;
  return `${type}::${request.getName()}`;
}

function nameIn(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}

const SECRET = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/** The value with every secret cut out, so that what is left may be seen by anybody. */
export function withoutSecrets(value: unknown): unknown {
  return walk(value, () => "[secret]");
}

/** The value with every envelope opened. */
export function unwrapped(value: unknown): unknown {
  return walk(value, (inner) => unwrapped(inner));
}

function walk(value: unknown, onSecret: (inner: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((entry) => walk(entry, onSecret));
  if (typeof value !== "object" || value === null) return value;
  const entries = value as Record<string, unknown>;
  if (entries[SECRET] === SECRET_SIGNATURE) return onSecret(entries.value);
  return Object.fromEntries(
    Object.entries(entries).map(([key, entry]) => [key, walk(entry, onSecret)]),
  );
}
