import * as fs from "node:fs";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { EnvHttpProxyAgent, request, type Dispatcher } from "undici";
import { OpenStackError, serverText } from "./error";

export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: object;
  /** Sent as it is; such a request is sent only once. */
  readonly stream?: () => Readable;
  /** Takes the content of a good answer as it comes, in place of JSON; such a request too is sent only once. */
  readonly receive?: (content: Readable) => Promise<unknown>;
  /** Longest time for one attempt, ms. Defaults to 12 s, for changes and removals to 30 s. */
  readonly deadlineMs?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

export type Send = (call: Call) => Promise<Answer>;

interface RawAnswer {
  readonly status: number;
  readonly headers: Answer["headers"];
  /** "" where the caller has taken the content. */
  readonly text: string;
  readonly received?: unknown;
}

/** A busy cloud answers questions late, and later still what it has to do first: Neutron takes a router's interface away. */
const DEADLINES_MS = { GET: 12_000, POST: 12_000, PUT: 30_000, DELETE: 30_000 } as const;
const ATTEMPTS = 4;
/** A cloud that hangs is not waited for as often as one that answers. */
const SILENT_ATTEMPTS = 2;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;

/**
 * Sends requests over connections that check the server's certificate, with the system's authorities or the site's own.
 * Proxies are taken from the environment, as the Pulumi provider does.
 *
 * A request is sent again, after a pause that grows, when the cloud says that it is busy, and a read or a removal also
 * after any fault of the server: what it did then is known when it is asked again.
 */
export function httpClient(cacertFile: string | undefined, pause = sleep): Send {
  // Without this field Node would read NODE_TLS_REJECT_UNAUTHORIZED, which can turn the check off.
  const checked = { rejectUnauthorized: true };
  const tls = cacertFile === undefined ? checked : { ...checked, ca: authority(cacertFile) };
  const dispatcher = new EnvHttpProxyAgent({
    connect: tls,
    requestTls: tls,
    proxyTls: checked,
    connections: 16,
  });
  return async (call) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(call, dispatcher);
      } catch (error) {
        if (!(error instanceof OpenStackError) || !mayRepeat(call, error)) throw error;
        if (attempt >= (error.status === 0 ? SILENT_ATTEMPTS : ATTEMPTS)) throw error;
        const most = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
        // Spread, so that many callers don't come back at the same moment.
        await pause(most / 2 + (Math.random() * most) / 2);
      }
    }
  };
}

function authority(file: string): string {
  const what = `OpenStack credentials: the file of the site's authority ${file}`;
  let text: string;
  try {
    text = fs.readFileSync(file, "latin1");
  } catch (error) {
    throw new Error(`${what} can't be read (${(error as NodeJS.ErrnoException).code ?? ""})`);
  }
  // OpenSSL says nothing of a file without any, and then trusts nobody.
  if (!text.includes("-----BEGIN CERTIFICATE-----"))
    throw new Error(`${what} holds no certificate`);
  return text;
}

function mayRepeat({ method, stream, receive }: Call, error: OpenStackError): boolean {
  if (stream !== undefined || receive !== undefined) return false;
  if (method === "GET" || method === "DELETE") return error.passing;
  return error.status === 429 || error.status === 413 || error.status === 503;
}

async function once(call: Call, dispatcher: Dispatcher): Promise<Answer> {
  const { method, url, headers = {}, body, stream, receive } = call;
  const json = body === undefined ? undefined : JSON.stringify(body);
  const types: Record<string, string> = { accept: "application/json" };
  if (json !== undefined) types["content-type"] = "application/json";
  const answer = await orUnreachable(call, async (): Promise<RawAnswer> => {
    const {
      statusCode,
      headers: got,
      body: content,
    } = await request(url, {
      method,
      headers: { ...types, ...headers },
      body: stream?.() ?? json ?? null,
      dispatcher,
      signal: AbortSignal.timeout(deadlineOf(call)),
    });
    const start = { status: statusCode, headers: got };
    return receive !== undefined && isGood(statusCode)
      ? { ...start, text: "", received: await receive(content) }
      : { ...start, text: await content.text() };
  });
  const { status, text, received } = answer;
  if (isGood(status))
    return { status, headers: answer.headers, body: received ?? parsed(call, status, text) };
  const id = answer.headers["x-openstack-request-id"] ?? answer.headers["x-compute-request-id"];
  throw new OpenStackError(call, status, serverText(text), Array.isArray(id) ? id[0] : id);
}

function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}

function deadlineOf({ method, deadlineMs }: Call): number {
  return deadlineMs ?? DEADLINES_MS[method];
}

async function orUnreachable(call: Call, action: () => Promise<RawAnswer>): Promise<RawAnswer> {
  try {
    return await action();
  } catch (error) {
    const { name, message, code } = error as Error & { code?: string };
    const seconds = String(deadlineOf(call) / 1000);
    const text =
      name === "TimeoutError"
        ? `no answer within ${seconds} s`
        : `no answer: ${message || (code ?? name)}`;
    throw new OpenStackError(call, 0, text);
  }
}

function parsed(call: Call, status: number, text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new OpenStackError(
      call,
      status,
      "answered with something that is no JSON: is this address OpenStack's?",
    );
  }
}
