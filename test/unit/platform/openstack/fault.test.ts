import { expect } from "chai";
import { adviceFor, explainFault, serviceOf } from "../../../../lib/platform/openstack/fault";

const INSTANCE = "openstack:compute/instance:Instance";
const PORT = "openstack:networking/port:Port";
const FORBIDDEN =
  '1 error occurred:\n\t* Error creating OpenStack server: Request forbidden: [POST http://x/servers], error message: {"forbidden": {"code": 403, "message": "Quota exceeded for cores: Requested 1, but already used 2 of 2 cores."}}\n\n';
const CONFLICT =
  'Error creating openstack_networking_floatingip_v2: Expected HTTP response code [201] when accessing [POST http://x/v2.0/floatingips], but got 409 instead\n{"NeutronError": {"type": "IpAddressGenerationFailure", "message": "No more IP addresses available on network n-1.", "detail": ""}}';

const explain = (error: string, attempts = 1, type = INSTANCE, operation = "create") =>
  explainFault({
    name: "lisa-master",
    type,
    operation,
    errors: Array<string>(attempts).fill(error),
  });

describe("the explanation of a fault", () => {
  it("takes the cloud's own words out of the provider's, and says what to do", () => {
    expect(explain(FORBIDDEN)).to.equal(
      "lisa-master: Nova did not make it (403): Quota exceeded for cores: Requested 1, but already used 2 of 2 cores; " +
        "a quota of the project is used up: remove what nobody needs, or ask the site for more; then pulumi up goes on from here",
    );
    expect(explain(CONFLICT, 1, "openstack:networking/floatingIp:FloatingIp")).to.match(
      /^lisa-master: Neutron did not make it \(409\): No more IP addresses available on network n-1; the address pool/,
    );
  });

  for (const [error, words] of [
    ["Error creating OpenStack server: Authentication failed", "(401): Unauthorized; the cred"],
    ["Too many requests have been sent", "(429, asked 5 times): Too Many Requests; the cloud"],
    ["x: Internal Server Error", "(500, asked 5 times): Internal Server Error; a fault"],
    ["x due to a temporary overloading or", "(503, asked 5 times): Service Unavailable; a"],
    ["but got 409 instead\n", "(409): Conflict; then pulumi up"],
  ] as const) {
    it(`has words where the provider keeps them: ${error}`, () => {
      const attempts = words.includes("asked") ? 5 : 1;
      expect(explain(error, attempts)).to.contain(`Nova did not make it ${words}`);
    });
  }

  it("tells of an answer that did not come", () => {
    const broken = "OpenStack connection error, retries exhausted. Aborting. Last error was: ";
    expect(explain(`${broken}dial tcp 10.0.0.1: connection refused`)).to.match(
      /Nova did not make it: dial tcp 10.0.0.1: connection refused; is the cloud's address right/,
    );
    expect(explain(`${broken}net/http: timeout awaiting response headers`, 2)).to.contain(
      "Nova did not make it (asked 2 times): no answer in time; the cloud takes requests and",
    );
  });

  it("names the deed", () => {
    expect(explain("Bad Gateway", 1, PORT, "update")).to.contain("Neutron did not change it (502)");
    expect(explain("Bad Gateway", 1, PORT, "delete")).to.contain("did not remove it");
  });

  it("leaves alone what is no answer of the cloud", () => {
    expect(explain("flavor_id: conflicts with flavor_name")).to.equal(undefined);
  });

  it("knows what to do about Nova's own faults", () => {
    expect(adviceFor("No valid host was found. There are not enough hosts available.")).to.match(
      /^no host of the site has room/,
    );
    expect(adviceFor("Image i-1 is unacceptable: checksum")).to.match(/^the image can't be used/);
    expect(
      adviceFor("Exceeded maximum number of retries. Exhausted all hosts available for retrying"),
    ).to.match(/tells only its operators on what: ask them/);
    expect(adviceFor("Can not find requested image", 400)).to.match(
      /^the image it had has gone from the catalogue; the next pulumi up takes the one/,
    );
    expect(
      adviceFor("Exhausted all hosts (server s-1); image x (i-1) does not fit its checksum in"),
    ).to.match(/^delete it in the catalogue: slipway's own is sent again/);
    expect(adviceFor("Policy doesn't allow create_port to be performed", 403)).to.match(
      /^the credentials lack a role for this; then/,
    );
    expect(adviceFor("something else")).to.equal("then pulumi up goes on from here");
  });

  it("names the service of every type", () => {
    expect(serviceOf("openstack:blockstorage/volume:Volume")).to.equal("Cinder");
    expect(serviceOf("random:index/x:X")).to.equal("the cloud");
  });
});
