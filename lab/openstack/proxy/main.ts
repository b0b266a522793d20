/** The proxy in front of the lab's public endpoints. Arguments: its control socket, the folder of its certificate. */
import * as fs from "node:fs";
import * as path from "node:path";
import { CallLog } from "./call-log";
import { startControl } from "./control";
import { Cuts } from "./cuts";
import { Faults } from "./faults";
import { startGateway, type Controls } from "./gateway";
import { routes } from "./services";

async function main(socket: string, folder: string): Promise<void> {
  const controls: Controls = {
    calls: new CallLog(),
    faults: new Faults(),
    cuts: new Cuts(),
    hanging: new Set(),
  };
  const read = (name: string) => fs.readFileSync(path.join(folder, name), "utf8");
  const certificate = { key: read("server.key"), cert: read("server.pem") };
  for (const route of routes) await startGateway(route, controls, certificate);
  // Last: who finds the socket finds all endpoints.
  await startControl(socket, controls);
}

main(process.argv[2] ?? "", process.argv[3] ?? "").catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
