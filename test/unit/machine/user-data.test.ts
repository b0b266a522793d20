import { expect } from "chai";
import { parse } from "yaml";
import { checkUserData, machineUserData } from "../../../lib/machine/user-data";

const login = {
  user: "slipway",
  keys: ["ssh-ed25519 LOGIN", "ssh-ed25519 MINE"],
  hostKey: { private: "PRIVATE\nHOST\n", public: "ssh-ed25519 HOST" },
};

/** The cloud-configs that slipway adds: host key, login. */
function ours(own?: string): [Record<string, unknown>, Record<string, unknown>] {
  const bodies = machineUserData(login, own)
    .split("Content-Transfer-Encoding: base64\n\n")
    .slice(1);
  const texts = bodies.map((body) =>
    Buffer.from(body.split("\n--")[0] ?? "", "base64").toString("utf8"),
  );
  const [host, account] = texts.slice(-2).map((text) => parse(text) as Record<string, unknown>);
  if (host === undefined || account === undefined) throw new Error("a part is missing");
  return [host, account];
}

describe("a machine's user data", () => {
  it("sets the planned host key over anything that was there", () => {
    const [host] = ours("#cloud-config\nssh_deletekeys: false\n");
    expect(host).to.deep.equal({
      merge_how: "dict(replace)+list()+str()",
      ssh_deletekeys: true,
      ssh_keys: { ed25519_private: "PRIVATE\nHOST\n", ed25519_public: "ssh-ed25519 HOST" },
    });
  });

  it("adds the login account and leaves lists as they are", () => {
    const [, account] = ours();
    expect(account).to.deep.equal({
      merge_how: "dict(no_replace,recurse_list)+list(append)+str()",
      users: [
        "default",
        {
          name: "slipway",
          gecos: "login made by slipway",
          shell: "/bin/bash",
          lock_passwd: true,
          sudo: "ALL=(ALL) NOPASSWD:ALL",
          ssh_authorized_keys: login.keys,
        },
      ],
    });
  });

  it("does not bring back the image's usual account where the user left it out", () => {
    expect(ours("#cloud-config\nusers:\n  - name: bob\n")[1].users).to.have.length(1);
    expect(ours("#cloud-config\npackages: [git]\n")[1].users).to.have.length(2);
    expect(ours("#!/bin/sh\n")[1].users).to.have.length(2);
  });

  it("comes after the user's own", () => {
    const text = machineUserData(login, "#!/bin/sh\necho first\n");
    expect(
      text.indexOf(Buffer.from("#!/bin/sh\necho fi").toString("base64").slice(0, 20)),
    ).to.be.above(0);
    expect(text.match(/Content-Type: text\/plain/g)).to.have.length(3);
  });
});

describe("the check of user data", () => {
  const good = [
    "#cloud-config\npackages: [git]\n",
    "\n#cloud-config\na: 1\na: 2\nb: yes\nc: 0777\nd: !!binary aGk=\n",
    "#!/bin/sh\n: not yaml: [\n",
    "#include https://example.org/x\n",
    "## template: jinja\n#cloud-config\nx: {{ v1.x }}\n",
    "#cloud-config-archive\n- type: text/x-shellscript\n",
    'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b--\n',
  ];
  for (const text of good) {
    it(`takes ${JSON.stringify(text.slice(0, 40))}`, () => {
      expect(checkUserData(text)).to.deep.equal([]);
    });
  }

  const bad: readonly (readonly [string, RegExp])[] = [
    [
      "write_files: []\n",
      /^must be a MIME multipart text or start with one of #cloud-config, #!, /,
    ],
    ["", /^must be a MIME multipart text/],
    ["#cloud-config\n", /^must hold settings/],
    ["#cloud-config\n- a\n", /^must hold settings/],
    ["#cloud-config\nusers: bob\n", /^must give `users` as a list/],
    ["#cloud-config\nssh_keys: {}\n", /^must not set `ssh_keys`/],
    ["#!/bin/sh\n--=_slipway_part_=\n", /^must not hold the line/],
    [`#!/bin/sh\n${"x".repeat(40_000)}`, /^must be at most \d+ bytes, has 40010$/],
  ];
  for (const [text, reason] of bad) {
    it(`fails on ${JSON.stringify(text.slice(0, 40))}`, () => {
      const [problem, ...others] = checkUserData(text);
      expect(others).to.deep.equal([]);
      expect(problem?.path).to.equal("userData");
      expect(problem?.reason).to.match(reason);
    });
  }

  it("fails on bad YAML with the place, and without the text around it", () => {
    const [problem] = checkUserData("#cloud-config\npassword: geheim\nwrite_files: [\n");
    expect(problem?.reason).to.match(/^is not valid YAML at line \d+, column \d+: .*flow/i);
    expect(problem?.reason).not.to.contain("geheim");
    expect(problem).not.to.have.property("got");
  });
});
