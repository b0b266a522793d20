import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import { connect, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { httpClient } from "../../../../lib/platform/openstack/api/http";

const VARIABLES = [
  "NODE_TLS_REJECT_UNAUTHORIZED",
  "HTTPS_PROXY",
  "https_proxy",
  "NO_PROXY",
  "no_proxy",
];

describe("requests to a server whose certificate no public authority has signed", () => {
  let folder: string;
  let authority: string;
  let server: https.Server;
  let proxy: http.Server;
  let tunnels = 0;
  const sockets = new Set<Socket>();
  const outside = VARIABLES.map((name) => [name, process.env[name]] as const);

  before(async () => {
    folder = fs.mkdtempSync(path.join(tmpdir(), "slipway-tls-"));
    authority = path.join(folder, "ca.pem");
    const key = path.join(folder, "key.pem");
    const make = [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc"],
      ...["-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1"],
      ...["-keyout", key, "-out", authority],
    ];
    execFileSync("openssl", make, { stdio: "ignore" });
    server = https.createServer(
      { key: fs.readFileSync(key), cert: fs.readFileSync(authority) },
      (_, response) => response.end("{}"),
    );
    proxy = http.createServer();
    proxy.on("connect", (request: http.IncomingMessage, socket: Socket) => {
      tunnels += 1;
      const [host = "", port = ""] = (request.url ?? "").split(":");
      const onward = connect(Number(port), host, () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        onward.pipe(socket).pipe(onward);
      });
      onward.on("error", () => socket.destroy());
      socket.on("error", () => onward.destroy());
      sockets.add(onward).add(socket);
    });
    await Promise.all([listen(server), listen(proxy)]);
  });
  after(() => {
    for (const each of [server, proxy]) each.close();
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    fs.rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    for (const name of VARIABLES) Reflect.deleteProperty(process.env, name);
  });
  afterEach(() => {
    for (const [name, value] of outside)
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
  });

  const ask = (file: string | undefined): Promise<unknown> =>
    httpClient(file, (() => Promise.resolve()) as never)({
      method: "POST",
      url: `https://127.0.0.1:${portOf(server)}/`,
    })
      .then(({ status }) => status)
      .catch((error: unknown) => (error as Error).message);

  it("fail, also where the environment tells Node not to check", async () => {
    expect(await ask(undefined)).to.match(/no answer: self-signed certificate/);
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    expect(await ask(undefined)).to.match(/no answer: self-signed certificate/);
  });

  it("succeed with the site's own authority", async () => {
    expect(await ask(authority)).to.equal(200);
  });

  it("are checked in the same way through a proxy", async () => {
    process.env.HTTPS_PROXY = `http://127.0.0.1:${portOf(proxy)}`;
    expect(await ask(authority)).to.equal(200);
    expect(tunnels).to.equal(1);
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    expect(await ask(undefined)).to.match(/self-signed certificate/);
    expect(tunnels).to.be.above(1);
  });

  it("fail for an authority's file that is missing or holds none", () => {
    expect(() => httpClient(path.join(folder, "no.pem"))).to.throw(
      /no.pem can't be read \(ENOENT\)$/,
    );
    expect(() => httpClient(path.join(folder, "key.pem"))).to.throw(
      /key.pem holds no certificate$/,
    );
  });
});

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => void server.listen(0, "127.0.0.1", resolve));
}

function portOf(server: Server): string {
  return String((server.address() as AddressInfo).port);
}
