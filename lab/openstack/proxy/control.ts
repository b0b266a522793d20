import * as http from "node:http";
import { json } from "node:stream/consumers";
import { checkCut, type Cut } from "./cuts";
import { checkFault, type Fault } from "./faults";
import type { Controls } from "./gateway";

/** Starts the control interface on a Unix socket: GET and DELETE of /calls, /faults, /cuts; POST to the last two. */
export function startControl(socket: string, controls: Controls): Promise<void> {
  const server = http.createServer((request, response) => {
    void answer(request, controls).then(([status, body]) => {
      response.writeHead(status, { "Content-Type": "application/json" });
      response.end(`${JSON.stringify(body, null, 2)}\n`);
    });
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(socket, resolve);
  });
}

async function answer(
  request: http.IncomingMessage,
  controls: Controls,
): Promise<[number, unknown]> {
  const { calls, faults, cuts } = controls;
  switch (`${request.method ?? ""} ${request.url ?? ""}`) {
    case "GET /calls":
      return [200, calls.report()];
    case "DELETE /calls":
      calls.reset();
      return [200, calls.report()];
    case "GET /faults":
      return [200, faults.report()];
    case "POST /faults":
      return add<Fault>(request, checkFault, (fault) => faults.add(fault));
    case "DELETE /faults":
      faults.clear();
      for (const response of controls.hanging) response.destroy();
      return [200, faults.report()];
    case "GET /cuts":
      return [200, cuts.report()];
    case "POST /cuts":
      return add<Cut>(request, checkCut, (cut) => cuts.add(cut));
    case "DELETE /cuts":
      cuts.clear();
      return [200, cuts.report()];
    default:
      return [404, { problems: ["there are /calls, /faults and /cuts"] }];
  }
}

async function add<T>(
  request: http.IncomingMessage,
  check: (value: Partial<T>) => string[],
  keep: (value: T) => void,
): Promise<[number, unknown]> {
  let value: unknown;
  try {
    value = await json(request);
  } catch {
    return [400, { problems: ["the body must be JSON"] }];
  }
  const problems = check(value as Partial<T>);
  if (problems.length > 0) return [400, { problems }];
  keep(value as T);
  return [200, value];
}
