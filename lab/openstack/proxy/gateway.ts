import * as http from "node:http";
import * as https from "node:https";
import { pipeline } from "node:stream/promises";
import { createProxyServer } from "http-proxy-3";
import type { CallLog, LoggedCall } from "./call-log";
import type { Cuts } from "./cuts";
import type { Fault, Faults } from "./faults";
import type { Route } from "./services";

/** What all services share. */
export interface Controls {
  readonly calls: CallLog;
  readonly faults: Faults;
  readonly cuts: Cuts;
  /** Requests that hang. */
  readonly hanging: Set<http.ServerResponse>;
}

/** Certificate of the TLS endpoints, as PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Clients keep connections open and may reuse one at any moment, so the proxy is not the one to close it. */
const KEEP_ALIVE_MS = 600_000;
const HOP_BY_HOP = ["connection", "keep-alive", "transfer-encoding"];

/** Starts the public endpoint of one service. */
export function startGateway(
  route: Route,
  controls: Controls,
  certificate: Certificate,
): Promise<http.Server> {
  const { service, listen, target, tls } = route;
  // The services put it into the links that they answer with.
  const headers = { "X-Forwarded-Proto": tls ? "https" : "http" };
  const proxy = createProxyServer({ target, headers, selfHandleResponse: true });
  const logged = new WeakMap<http.IncomingMessage, LoggedCall>();

  proxy.on("proxyRes", (answer, request, response) => {
    void giveAnswer(answer, logged.get(request), response, controls);
  });
  proxy.on("error", (error, _request, response) => {
    if (response instanceof http.ServerResponse) refuse(response, 502, error.message);
  });

  const server = tls ? https.createServer(certificate) : http.createServer();
  server.on("request", (request: http.IncomingMessage, response: http.ServerResponse) => {
    void (async () => {
      const path = (request.url ?? "/").replace(/\?.*/, "");
      const call = { service, method: request.method ?? "GET", path };
      const entry = controls.calls.add(call);
      if (entry !== undefined) {
        logged.set(request, entry);
        response.on("close", () => (entry.status = response.headersSent ? response.statusCode : 0));
        await controls.cuts.run("before", entry);
      }
      const fault = controls.faults.take(call);
      if (fault !== undefined) meetFault(fault, response, controls);
      else if (!response.destroyed) proxy.web(request, response);
    })();
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.requestTimeout = 0;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(listen.port, listen.host, () => resolve(server));
  });
}

async function giveAnswer(
  answer: http.IncomingMessage,
  call: LoggedCall | undefined,
  response: http.ServerResponse,
  controls: Controls,
): Promise<void> {
  if (call !== undefined) await controls.cuts.run("after", call);
  const headers = Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.includes(name));
  response.writeHead(answer.statusCode ?? 502, Object.fromEntries(headers));
  // A client that has gone, or a service that ends in the middle, ends this call only.
  await pipeline(answer, response).catch(() => response.destroy());
}

function meetFault(fault: Fault, response: http.ServerResponse, controls: Controls): void {
  if (fault.status === 0) {
    controls.hanging.add(response);
    response.on("close", () => controls.hanging.delete(response));
    return;
  }
  if (fault.retryAfterSec !== undefined) response.setHeader("Retry-After", fault.retryAfterSec);
  refuse(response, fault.status, fault.message);
}

/** An error as OpenStack words it. The request's body is not read, so the connection ends with the answer. */
function refuse(response: http.ServerResponse, code: number, message?: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const title = http.STATUS_CODES[code] ?? "Error";
  response.writeHead(code, { "Content-Type": "application/json", Connection: "close" });
  response.end(JSON.stringify({ error: { code, title, message: message ?? title } }));
}
