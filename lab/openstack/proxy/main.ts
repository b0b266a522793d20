/** The proxy in front of the lab's public endpoints. Argument: the path of its control socket. */
import { CallLog } from "./call-log";
import { startControl } from "./control";
import { Cuts } from "./cuts";
import { Faults } from "./faults";
import { startGateway, type Controls } from "./gateway";
import { routes } from "./services";

async function main(socket: string): Promise<void> {
  const controls: Controls = {
    calls: new CallLog(),
    faults: new Faults(),
    cuts: new Cuts(),
    hanging: new Set(),
  };
  for (const route of routes) await startGateway(route, controls);
  // Last: who finds the socket finds all endpoints.
  await startControl(socket, controls);
}

main(process.argv[2] ?? "").catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
