import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { type NodeUserData, renderUserData } from "../../../lib/user-data/render";

const FIXTURES = path.resolve(__dirname, "../../fixtures/user-data");

const worker: NodeUserData = {
  hostname: "worker-1",
  domain: "lisa.internal",
  hostKey: {
    private:
      "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----\n",
    public: "ssh-ed25519 AAAAHOSTKEY",
  },
  operatorKeys: ["ssh-ed25519 AAAAOPERATOR"],
  env: {
    SLIPWAY_CLUSTER: "lisa",
    SLIPWAY_ROLE: "torque-worker",
    SLIPWAY_NODE: "worker-1",
    SLIPWAY_ADDRESS: "10.77.0.11",
    SLIPWAY_PACKAGES: "it's odd: #1",
  },
  secrets: { "munge.key": "bXVuZ2Uga2V5" },
};

const cases: Record<string, NodeUserData> = {
  worker,
  "master-with-setup": {
    ...worker,
    hostname: "master",
    setup: "#!/usr/bin/env bash\necho 'hello: world'\n",
  },
  "stock-image": {
    ...worker,
    payload: { kinds: ["orchestrator", "torque-worker"], archive: "cmVjaXBlcw==" },
  },
};

interface Rendered {
  hostname: string;
  fqdn: string;
  ssh_keys: Record<string, string>;
  users: { name: string; uid: number; homedir: string }[];
  write_files: { path: string; permissions: string; content: string; encoding?: string }[];
  runcmd?: string[][];
}

describe("renderUserData", () => {
  for (const [name, data] of Object.entries(cases)) {
    it(`writes ${name} as in the golden file`, () => {
      const file = path.join(FIXTURES, `${name}.yaml`);
      const text = renderUserData(data);
      if (process.env.UPDATE_GOLDEN === "1") fs.writeFileSync(file, text);
      expect(text).to.equal(fs.readFileSync(file, "utf8"));
    });
  }

  it("starts with the line by which cloud-init knows it", () => {
    expect(renderUserData(worker)).to.match(/^#cloud-config\n/);
  });

  it("gives every value back to a YAML reader", () => {
    const read = parse(renderUserData(cases["master-with-setup"] ?? worker)) as Rendered;
    expect(read.fqdn).to.equal("master.lisa.internal");
    expect(read.ssh_keys).to.deep.equal({
      ed25519_private: worker.hostKey.private,
      ed25519_public: `${worker.hostKey.public}\n`,
    });
    const setup = read.write_files.find((file) => file.path === "/etc/slipway/setup.sh");
    expect(setup?.content).to.equal("#!/usr/bin/env bash\necho 'hello: world'\n");
    expect(setup?.permissions).to.equal("0700");
  });

  it("keeps files with secrets to root", () => {
    const read = parse(renderUserData(worker)) as Rendered;
    const modes = Object.fromEntries(
      read.write_files.map(({ path: file, permissions }) => [file, permissions]),
    );
    expect(modes).to.deep.equal({
      "/etc/slipway/env": "0600",
      "/etc/slipway/secrets/munge.key": "0600",
    });
  });

  it("has the operator's home outside of /home and its uid below those of people", () => {
    const [operator] = (parse(renderUserData(worker)) as Rendered).users;
    expect(operator?.homedir).to.not.match(/^\/home/);
    expect(operator?.uid).to.be.below(1000);
  });

  it("runs the recipes at boot only on a stock image", () => {
    expect(parse(renderUserData(worker))).to.not.have.property("runcmd");
    const stock = parse(renderUserData(cases["stock-image"] ?? worker)) as Rendered;
    expect(stock.runcmd?.at(-1)?.slice(-3)).to.deep.equal([
      "bash",
      "/usr/lib/slipway/run.sh",
      "all",
    ]);
    const kinds = stock.write_files.find((file) => file.path === "/usr/lib/slipway/kinds");
    expect(kinds?.content).to.equal("orchestrator\ntorque-worker\n");
  });
});
