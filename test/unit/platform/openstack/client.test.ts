import { expect } from "chai";
import type { Credentials } from "../../../../lib/platform/openstack/api/credentials";
import { httpClient } from "../../../../lib/platform/openstack/api/http";
import { listServers } from "../../../../lib/platform/openstack/api/compute";
import { listNeutron, networkQuotas } from "../../../../lib/platform/openstack/api/networking";
import { openSession, type Session } from "../../../../lib/platform/openstack/api/session";
import { look } from "../../../../lib/platform/openstack/observer";
import { removeStrays } from "../../../../lib/platform/openstack/strays";
import { type Answers, FakeCloud } from "./fake-cloud";

let cloud: FakeCloud;
const pauses: number[] = [];

async function session(answers: Answers): Promise<Session> {
  cloud = await FakeCloud.start(answers);
  const credentials: Credentials = {
    authUrl: cloud.url,
    interface: "public",
    auth: { secret: "s3cret" },
  };
  const pause = async (ms: number) => void pauses.push(ms);
  return openSession(credentials, httpClient(undefined, pause as never));
}

async function failureOf(action: Promise<unknown>): Promise<string> {
  try {
    await action;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("did not fail");
}

describe("the client of OpenStack", () => {
  afterEach(async () => {
    pauses.length = 0;
    await cloud.close();
  });

  it("takes addresses from the catalogue and adds the version that is missing", async () => {
    const cloudSession = await session(() => ({ body: { ports: [] } })).catch(() => undefined);
    expect(cloudSession).to.equal(undefined); // an answer without a token is none
    await cloud.close();
    const real = await session(({ path }) =>
      path.startsWith("/network") ? { body: { ports: [{ id: "1" }] } } : undefined,
    );
    expect(await listNeutron(real, "ports", { name: "a b" })).to.deep.equal([{ id: "1" }]);
    expect(cloud.seen.at(-1)).to.include({
      path: "/network/v2.0/ports?name=a+b",
      token: "token-1",
    });
  });

  it("follows pages, whatever host they name", async () => {
    const pages = await session(({ path }) => {
      if (path === "/compute/v2.1/servers/detail")
        return {
          body: {
            servers: [{ id: "1" }],
            servers_links: [{ rel: "next", href: "http://inside/servers/detail?marker=1" }],
          },
        };
      return path === "/compute/v2.1/servers/detail?marker=1"
        ? { body: { servers: [{ id: "2" }] } }
        : undefined;
    });
    expect((await listServers(pages)).map(({ id }) => id)).to.deep.equal(["1", "2"]);
  });

  it("logs in again when the token has expired", async () => {
    const expired = await session(({ path, token }) => {
      if (!path.includes("servers")) return undefined;
      return token === "token-1" ? { status: 401 } : { body: { servers: [] } };
    });
    expect(await listServers(expired)).to.deep.equal([]);
  });

  it("asks again, ever later, while the cloud is busy", async () => {
    let count = 0;
    const busy = await session(({ path }) => {
      if (!path.includes("servers")) return undefined;
      count += 1;
      return count < 4 ? { status: 503 } : { body: { servers: [] } };
    });
    await listServers(busy);
    expect(pauses).to.have.length(3);
    expect(pauses[2]).to.be.above(pauses[0] ?? 0);
  });

  it("does not send a creation again that may have been done", async () => {
    let count = 0;
    const faulty = await session(({ method }) => {
      if (method !== "POST" || count++ === 0) return undefined;
      return { status: 500, body: { computeFault: { message: "boom", code: 500 } } };
    });
    const text = await failureOf(faulty.call("compute", "POST", "/servers/x/action", { body: {} }));
    expect(text).to.match(
      /^POST 127.0.0.1:\d+\/compute\/v2.1\/servers\/x\/action: 500 boom \(request req-1\); a fault of the cloud/,
    );
    expect(count).to.equal(2);
  });

  it("tells what was asked, the server's words cut short and what to do, and no secret", async () => {
    const words = "x".repeat(900);
    const refused = await session(({ path }) =>
      path.includes("servers")
        ? { status: 403, body: { forbidden: { message: words } } }
        : undefined,
    );
    const text = await failureOf(listServers(refused, "n"));
    expect(text).to.match(
      /^GET 127.0.0.1:\d+\/compute\/v2.1\/servers\/detail: 403 x{500} \(request req-1\); the credentials lack a role/,
    );
    expect(text).not.to.match(/s3cret|token-1/);
  });

  it("says so when credentials are wrong, the cloud does not answer, or it is no cloud", async () => {
    expect(
      await failureOf(session(() => ({ status: 401, body: { error: { message: "no" } } }))),
    ).to.match(/POST .*\/v3\/auth\/tokens: 401 no .*the credentials are wrong or have expired/);
    await cloud.close();
    expect(
      await failureOf(session(() => ({ body: "<html><title>x</title>hello</html>" }))),
    ).to.contain("no JSON");
    const { url } = cloud;
    await cloud.close();
    const gone: Credentials = { authUrl: url, interface: "public", auth: {} };
    const send = httpClient(undefined, (async () => undefined) as never);
    expect(await failureOf(openSession(gone, send))).to.match(
      /no answer: .*; is the cloud's address right/,
    );
    cloud = await FakeCloud.start(() => undefined);
  });

  it("does without quotas that the site keeps to itself", async () => {
    const shy = await session(({ path }) =>
      path.includes("quotas") ? { status: 403 } : undefined,
    );
    expect(await networkQuotas(shy)).to.equal(undefined);
  });

  it("observes a server: running, ended with Nova's words, gone; and its console", async () => {
    let server: object | undefined = { id: "1", status: "ACTIVE" };
    const seen = await session(({ path }) => {
      if (path.endsWith("/action")) return { body: { output: "login:" } };
      if (path.includes("/servers/1"))
        return server === undefined ? { status: 404 } : { body: { server } };
      return undefined;
    });
    expect(await look(seen, "1")).to.deep.equal({ state: "running", console: "login:" });
    server = { id: "1", status: "ERROR", fault: { message: "No valid host was found." } };
    expect(await look(seen, "1")).to.deep.include({
      state: "gone",
      detail: "its status is ERROR: No valid host was found.",
    });
    server = undefined;
    expect(await look(seen, "1")).to.deep.equal({
      state: "gone",
      detail: "no server 1 on this cloud",
    });
  });

  it("removes a server that a cut-off run has left, and none of another site", async () => {
    const servers = [
      { id: "ours", name: "lisa-master", metadata: { "slipway-site": "m1" } },
      { id: "theirs", name: "lisa-master", metadata: { "slipway-site": "m2" } },
    ];
    const strays = await session(({ method, path }) => {
      if (method === "DELETE") return { status: 204, body: "" };
      if (path.includes("/servers/detail")) return { body: { servers } };
      return undefined;
    });
    const inputs = { name: "lisa-master", metadata: { "slipway-site": "m1" } };
    await removeStrays(strays, "openstack:compute/instance:Instance", inputs);
    const removed = cloud.seen.filter(({ method }) => method === "DELETE").map(({ path }) => path);
    expect(removed).to.deep.equal(["/compute/v2.1/servers/ours"]);
  });

  it("removes nothing when it does not know exactly what", async () => {
    const careful = await session(() => undefined);
    const text = await failureOf(
      removeStrays(careful, "openstack:networking/port:Port", { name: "p" }),
    );
    expect(text).to.equal("an object's name or id is not known");
    expect(cloud.seen.filter(({ method }) => method === "DELETE")).to.deep.equal([]);
  });
});
