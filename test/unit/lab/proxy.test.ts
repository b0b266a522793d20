import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { CallLog } from "../../../lab/openstack/proxy/call-log";
import { checkCut, Cuts } from "../../../lab/openstack/proxy/cuts";
import { checkFault, Faults } from "../../../lab/openstack/proxy/faults";
import { startGateway, type Controls } from "../../../lab/openstack/proxy/gateway";

describe("the proxy of the OpenStack lab", () => {
  let service: http.Server;
  let gateway: http.Server;
  let controls: Controls;
  let seen: string[];

  beforeEach(async () => {
    seen = [];
    controls = { calls: new CallLog(), faults: new Faults(), cuts: new Cuts(), hanging: new Set() };
    service = http.createServer((request, response) => {
      seen.push(`${request.method ?? ""} ${request.url ?? ""} ${request.headers.host ?? ""}`);
      request.resume().on("end", () => response.writeHead(202).end("made"));
    });
    await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
    const host = "127.0.0.1";
    gateway = await startGateway(
      {
        service: "compute",
        listen: { host, port: 0 },
        target: { host, port: portOf(service) },
        tls: false,
      },
      controls,
      { key: "", cert: "" },
    );
  });

  afterEach(() => {
    for (const server of [service, gateway]) {
      server.close();
      server.closeAllConnections();
    }
  });

  const call = (method: string, url: string) =>
    fetch(`http://127.0.0.1:${String(portOf(gateway))}${url}`, { method });

  it("hands calls on with the host that the client named", async () => {
    const answer = await call("GET", "/v2.1/servers?all=1");
    expect([answer.status, await answer.text()]).to.deep.equal([202, "made"]);
    expect(seen).to.deep.equal([`GET /v2.1/servers?all=1 127.0.0.1:${String(portOf(gateway))}`]);
  });

  it("counts the calls that may change something, with their outcome", async () => {
    await call("GET", "/servers");
    await call("POST", "/servers");
    const { total, byService, calls } = controls.calls.report();
    expect([total, byService.compute, byService.network]).to.deep.equal([1, 1, 0]);
    expect(calls[0]).to.include({ number: 1, method: "POST", path: "/servers" });
  });

  it("does not count the request of a token", () => {
    const token = { service: "identity", method: "POST", path: "/v3/auth/tokens" } as const;
    expect(controls.calls.add(token)).to.equal(undefined);
  });

  it("answers as many matching calls with an error as it was told, and no other", async () => {
    controls.faults.add({
      status: 429,
      times: 1,
      method: "post",
      path: "^/servers",
      retryAfterSec: 7,
    });
    expect((await call("GET", "/servers")).status).to.equal(202);
    const refused = await call("POST", "/servers");
    expect([refused.status, refused.headers.get("retry-after")]).to.deep.equal([429, "7"]);
    expect((await call("POST", "/servers")).status).to.equal(202);
    expect(seen).to.have.length(2);
  });

  it("lets a call hang until the connection ends", async () => {
    controls.faults.add({ status: 0, times: 1 });
    const answer = call("GET", "/servers").then(
      () => "answer",
      () => "cut",
    );
    while (controls.hanging.size === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    for (const response of controls.hanging) response.destroy();
    expect(await answer).to.equal("cut");
  });

  for (const [when, calls] of [
    ["before", 0],
    ["after", 1],
  ] as const) {
    it(`runs a command ${when} the service has seen the call`, async () => {
      const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "sw-")), "seen");
      let counted = -1;
      controls.cuts.add({
        when,
        call: 1,
        command: ["sh", "-c", `printenv SLIPWAY_CALL >${file}; sleep 0.2`],
      });
      const answer = call("DELETE", "/servers/1");
      while (!fs.existsSync(file) || fs.statSync(file).size === 0) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      counted = seen.length;
      expect((await answer).status).to.equal(202);
      expect(counted).to.equal(calls);
      expect(JSON.parse(fs.readFileSync(file, "utf8"))).to.include({ number: 1, method: "DELETE" });
      fs.rmSync(path.dirname(file), { recursive: true });
    });
  }

  it("survives a service that ends in the middle of its answer", async () => {
    service.removeAllListeners("request");
    service.on("request", (_request, response: http.ServerResponse) => {
      response.writeHead(200, { "Content-Length": "100" }).write("begun", () => response.destroy());
    });
    const outcome = await call("GET", "/servers")
      .then((answer) => answer.text())
      .catch(() => "cut");
    expect(outcome).to.equal("cut");
    service.closeAllConnections();
    service.removeAllListeners("request");
    service.on("request", (_request, response: http.ServerResponse) => response.end("well"));
    expect(await (await call("GET", "/servers")).text()).to.equal("well");
  });

  it("says so when the service is not there", async () => {
    service.close();
    expect((await call("GET", "/servers")).status).to.equal(502);
  });

  it("names all that is wrong with a fault and with a cut", () => {
    const fault = { status: 200, times: 0, service: "pizza" as "compute", path: "(" };
    expect(checkFault(fault)).to.deep.equal([
      "status: must be 400–599, or 0 for a hang, got 200",
      "times: must be a whole number ≥ 1, got 0",
      "service: must be one of identity, compute, network, image, volume, placement, got pizza",
      "path: must be a regular expression, got (",
    ]);
    expect(checkCut({ call: 0, kill: 1 })).to.deep.equal([
      "when: must be before or after, got undefined",
      "call: must be a whole number ≥ 1, got 0",
      "give a process to kill, or a command",
    ]);
  });
});

function portOf(server: http.Server): number {
  return (server.address() as AddressInfo).port;
}
