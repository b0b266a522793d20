import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { writeOperatorConfig } from "../../../demo/checks/operator";

const USERS = `Host master
  HostName 127.0.0.1
  Port 2201
  User tuser
  IdentityFile "/access/id_ed25519"
  IdentitiesOnly yes
  UserKnownHostsFile "/access/known_hosts"
  StrictHostKeyChecking yes

Host worker-1
  HostName 10.77.0.11
  User tuser
  IdentityFile "/access/id_ed25519"
  ProxyJump master
`;

describe("the operator's ssh files", () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(tmpdir(), "slipway-test-"))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it("log in everywhere as the operator, also on the way to a worker, with no key of the user's", () => {
    const users = path.join(folder, "users_config");
    fs.writeFileSync(users, USERS);
    const own = path.join(folder, "own $& %h");
    const config = writeOperatorConfig(users, "PRIVATE\n\n", own);
    const text = fs.readFileSync(config, "utf8");
    expect(text.match(/^ *User .*$/gm)).to.deep.equal(["  User slipway", "  User slipway"]);
    const key = path.join(own, "id_ed25519").replaceAll("%", "%%");
    expect(text.match(/^ *IdentityFile .*$/gm)).to.deep.equal(
      Array(2).fill(`  IdentityFile "${key}"`),
    );
    expect(text).to.include('UserKnownHostsFile "/access/known_hosts"');
    expect(text).to.include("StrictHostKeyChecking yes");
    expect(fs.readFileSync(path.join(own, "id_ed25519"), "utf8")).to.equal("PRIVATE\n");
  });

  it("are for their owner alone, and leave no draft behind", () => {
    const users = path.join(folder, "users_config");
    fs.writeFileSync(users, USERS);
    const own = path.join(folder, "operator");
    writeOperatorConfig(users, "PRIVATE", own);
    writeOperatorConfig(users, "PRIVATE", own);
    expect(fs.readdirSync(own).sort()).to.deep.equal(["id_ed25519", "ssh_config"]);
    expect(fs.statSync(own).mode & 0o777).to.equal(0o700);
    expect(fs.statSync(path.join(own, "id_ed25519")).mode & 0o777).to.equal(0o600);
  });
});
