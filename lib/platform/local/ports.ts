import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { localRoot, machineFolder, readJson, withLock, writeJson } from "./store";

// Below the range from which Linux takes ports of outgoing connections (32768 and up).
const FIRST = 20_000;
const COUNT = 10_000;

interface Owner {
  readonly stack: string;
  readonly machine: string;
}

/** Owner of each reserved port of 127.0.0.1, over all stacks of this user. */
type Registry = Record<string, Owner>;

/**
 * Reserves a port for a machine until `releasePort`. The one it has already is kept while it can be
 * bound. One lock over all stacks makes it safe for any number of processes at once.
 */
export async function reservePort(owner: Owner): Promise<number> {
  return withLock(registryFile(), async () => {
    const registry = dropOrphans(read());
    const own = portOf(registry, owner);
    if (own !== undefined && (await canBind(own))) return own;
    if (own !== undefined) Reflect.deleteProperty(registry, String(own));
    const port = await firstFree(registry, owner);
    registry[String(port)] = { stack: owner.stack, machine: owner.machine };
    writeJson(registryFile(), registry);
    return port;
  });
}

/** Gives the machine's port back; nothing happens when it has none. */
export async function releasePort(owner: Owner): Promise<void> {
  if (portOf(read(), owner) === undefined) return;
  await withLock(registryFile(), () => {
    const registry = read();
    const port = portOf(registry, owner);
    if (port !== undefined) Reflect.deleteProperty(registry, String(port));
    if (Object.keys(registry).length > 0) writeJson(registryFile(), registry);
    else fs.rmSync(registryFile(), { force: true });
  });
}

async function firstFree(registry: Registry, owner: Owner): Promise<number> {
  // Starting at a point of its own, a machine mostly gets the same port again when it is made anew.
  const hash = createHash("sha256").update(`${owner.stack}/${owner.machine}`).digest();
  const start = hash.readUInt32BE() % COUNT;
  for (let i = 0; i < COUNT; i++) {
    const port = FIRST + ((start + i) % COUNT);
    if (registry[String(port)] === undefined && (await canBind(port))) return port;
  }
  throw new Error(
    `no free port on 127.0.0.1 between ${String(FIRST)} and ${String(FIRST + COUNT - 1)}`,
  );
}

/** Whether a server could listen on that port now. */
export function canBind(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => {
      resolve(false);
    });
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

/** A machine has its folder before it asks for a port, so an owner without one has gone. */
function dropOrphans(registry: Registry): Registry {
  const alive = ([, { stack, machine }]: [string, Owner]): boolean =>
    fs.existsSync(machineFolder(stack, machine));
  return Object.fromEntries(Object.entries(registry).filter(alive));
}

function portOf(registry: Registry, { stack, machine }: Owner): number | undefined {
  const entry = Object.entries(registry).find(
    ([, o]) => o.stack === stack && o.machine === machine,
  );
  return entry && Number(entry[0]);
}

function read(): Registry {
  return (readJson(registryFile()) ?? {}) as Registry;
}

function registryFile(): string {
  return path.join(localRoot(), "ports.json");
}
