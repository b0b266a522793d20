import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import type { AccessInputs } from "../../../lib/access/args";
import { digestOnDisk, removeAccess, wantedDigest, writeAccess } from "../../../lib/access/client";

const hostKey =
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHVzZWxlc3N1c2VsZXNzdXNlbGVzc3VzZWxlc3N1c2VsZQ== comment";
const inputs: AccessInputs = {
  stack: "demo-dev",
  cluster: "lisa",
  user: "tuser",
  privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\nbody\n-----END OPENSSH PRIVATE KEY-----",
  hosts: [
    { alias: "master", hostname: "127.0.0.1", port: 2201, hostKey },
    { alias: "worker-1", hostname: "10.77.0.11", port: 22, hostKey, jump: "master" },
  ],
};
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const mode = (file: string) => fs.statSync(file).mode & 0o777;

describe("files for ssh", () => {
  let home: string;
  let folder: string;
  const saved = process.env.XDG_DATA_HOME;
  beforeEach(() => {
    home = fs.mkdtempSync(path.join(tmpdir(), "slipway-test-"));
    folder = path.join(home, "slipway/access/demo-dev/lisa");
    process.env.XDG_DATA_HOME = home;
  });
  afterEach(() => {
    if (saved === undefined) delete process.env.XDG_DATA_HOME;
    else process.env.XDG_DATA_HOME = saved;
    fs.rmSync(home, { recursive: true });
  });

  it("are complete, and the key is its owner's only", async () => {
    const result = await writeAccess(inputs);
    expect(result).to.deep.equal({
      sshConfig: path.join(folder, "ssh_config"),
      knownHosts: path.join(folder, "known_hosts"),
      privateKeyFile: path.join(folder, "id_ed25519"),
      ssh: `ssh -F ${folder}/ssh_config master`,
      digest: wantedDigest(inputs),
    });
    expect(fs.readdirSync(folder).sort()).to.deep.equal([
      "id_ed25519",
      "known_hosts",
      "ssh_config",
    ]);
    expect(mode(folder)).to.equal(0o700);
    expect(mode(result.privateKeyFile)).to.equal(0o600);
    expect(fs.readFileSync(result.privateKeyFile, "utf8")).to.equal(`${inputs.privateKey}\n`);
    const bare = hostKey.replace(" comment", "");
    expect(fs.readFileSync(result.knownHosts, "utf8")).to.equal(
      `master ${bare}\nworker-1 ${bare}\n`,
    );
  });

  it("give a command that can be pasted whatever the folder is called", async () => {
    process.env.XDG_DATA_HOME = path.join(home, "it's here");
    expect((await writeAccess(inputs)).ssh).to.equal(
      `ssh -F '${home}/it'\\''s here/slipway/access/demo-dev/lisa/ssh_config' master`,
    );
  });

  it("are written anew over older ones, whose modes do not count", async () => {
    const { privateKeyFile } = await writeAccess(inputs);
    fs.chmodSync(privateKeyFile, 0o644);
    expect(await digestOnDisk(inputs)).not.to.equal(wantedDigest(inputs));
    await writeAccess({ ...inputs, privateKey: "other" });
    expect(mode(privateKeyFile)).to.equal(0o600);
    expect(fs.readFileSync(privateKeyFile, "utf8")).to.equal("other\n");
  });

  for (const file of ["ssh_config", "known_hosts", "id_ed25519"]) {
    it(`are seen to differ when ${file} was altered or removed`, async () => {
      await writeAccess(inputs);
      fs.appendFileSync(path.join(folder, file), "x");
      expect(await digestOnDisk(inputs)).not.to.equal(wantedDigest(inputs));
      fs.rmSync(path.join(folder, file));
      expect(await digestOnDisk(inputs)).not.to.equal(wantedDigest(inputs));
      await writeAccess(inputs);
      expect(await digestOnDisk(inputs)).to.equal(wantedDigest(inputs));
    });
  }

  it("are removed with the folders that are empty then", async () => {
    await writeAccess(inputs);
    await removeAccess(inputs);
    expect(fs.existsSync(path.dirname(folder))).to.be.false;
    await removeAccess(inputs);
  });

  it("leave alone what others put beside them", async () => {
    await writeAccess(inputs);
    await writeAccess({ ...inputs, cluster: "other" });
    fs.writeFileSync(path.join(folder, "notes"), "mine");
    await removeAccess(inputs);
    expect(fs.readdirSync(folder)).to.deep.equal(["notes"]);
    expect(fs.existsSync(path.join(folder, "../other/ssh_config"))).to.be.true;
  });

  it("differ from any others while their content is not known in a preview", () => {
    const unknown = UNKNOWN as unknown;
    const known = wantedDigest(inputs);
    const half = {
      ...inputs.hosts[0],
      hostname: UNKNOWN,
      port: unknown,
    } as AccessInputs["hosts"][number];
    expect(wantedDigest({ ...inputs, hosts: [half] })).not.to.equal(known);
    expect(wantedDigest({ ...inputs, hosts: unknown as AccessInputs["hosts"] })).not.to.equal(
      known,
    );
    expect(
      wantedDigest({ ...inputs, hosts: [unknown as AccessInputs["hosts"][number]] }),
    ).not.to.equal(known);
    expect(wantedDigest({ ...inputs, privateKey: UNKNOWN })).not.to.equal(known);
  });

  it("fail with everything that would not be safe in them, and nothing is written", async () => {
    const bad: AccessInputs = {
      ...inputs,
      user: "a b",
      hosts: [
        { alias: "x\nProxyCommand rm", hostname: "h", port: 22, hostKey },
        { alias: "-oProxy", hostname: "-h", port: 0, hostKey: "AAAA", jump: "nobody" },
        { alias: "twice", hostname: "::1", port: 22, hostKey, jump: "twice" },
        { alias: "twice", hostname: "h%h", port: 1.5, hostKey },
      ],
    };
    const error = (await writeAccess(bad).catch((reason: unknown) => reason)) as Error;
    expect(error.message.split("\n").map((line) => line.split(":")[0])).to.deep.equal([
      'AccessFiles "lisa"',
      "  hosts[0].alias",
      "  hosts[1].alias",
      "  hosts[1].hostname",
      "  hosts[1].port",
      "  hosts[1].hostKey",
      "  hosts[1].jump",
      "  hosts[2].alias",
      "  hosts[2].jump",
      "  hosts[3].alias",
      "  hosts[3].hostname",
      "  hosts[3].port",
      "  user",
    ]);
    expect(fs.readdirSync(home)).to.deep.equal([]);
    const none = (await writeAccess({ ...inputs, hosts: [] }).catch(
      (reason: unknown) => reason,
    )) as Error;
    expect(none.message).to.contain("hosts: must name at least one host");
  });

  it("fail in a folder whose name ssh would read as a variable", async () => {
    process.env.XDG_DATA_HOME = path.join(home, "${HOME}");
    const error = (await writeAccess(inputs).catch((reason: unknown) => reason)) as Error;
    expect(error.message).to.contain("folder: must hold no");
  });
});
