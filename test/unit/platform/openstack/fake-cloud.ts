import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { httpClient } from "../../../../lib/platform/openstack/api/http";
import { openSession, type Session } from "../../../../lib/platform/openstack/api/session";

/** One request as the cloud saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly token: string | undefined;
}

export type Answers = (
  seen: Seen,
) => { readonly status?: number; readonly body?: unknown } | undefined;

/** An HTTP server that speaks as much OpenStack as a test needs; it gives out tokens by itself. */
export class FakeCloud {
  readonly seen: Seen[] = [];
  private tokens = 0;
  private constructor(
    private readonly server: http.Server,
    readonly url: string,
    private readonly more: readonly string[],
  ) {}

  /** `more` are services that it has beside compute, network and volumes. */
  static async start(answers: Answers, more: readonly string[] = []): Promise<FakeCloud> {
    const server = http.createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const cloud = new FakeCloud(server, url, more);
    server.on("request", (request, response) => void cloud.answer(request, response, answers));
    return cloud;
  }

  /** Logs in, as any user. */
  session(): Promise<Session> {
    return openSession({ authUrl: this.url, interface: "public", auth: {} }, httpClient(undefined));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(
    request: http.IncomingMessage,
    response: http.ServerResponse,
    answers: Answers,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const seen: Seen = {
      method: request.method ?? "",
      path: request.url ?? "",
      body: text.startsWith("{") ? (JSON.parse(text) as unknown) : text,
      token: request.headers["x-auth-token"] as string | undefined,
    };
    this.seen.push(seen);
    const own = answers(seen);
    if (own === undefined && seen.path === "/v3/auth/tokens") {
      this.tokens += 1;
      response.setHeader("x-subject-token", `token-${String(this.tokens)}`);
      response.end(JSON.stringify({ token: { project: { id: "p1" }, catalog: this.catalog() } }));
      return;
    }
    response.statusCode = own?.status ?? (own === undefined ? 404 : 200);
    response.setHeader("x-openstack-request-id", "req-1");
    response.end(typeof own?.body === "string" ? own.body : JSON.stringify(own?.body ?? {}));
  }

  private catalog(): object[] {
    const at = (type: string, path: string) => ({
      type,
      endpoints: [{ interface: "public", region_id: "R", url: `${this.url}${path}` }],
    });
    return [
      at("compute", "/compute/v2.1"),
      at("network", "/network"),
      at("volumev3", "/volume/v3/p1"),
      ...this.more.map((type) => at(type, `/${type}`)),
    ];
  }
}
