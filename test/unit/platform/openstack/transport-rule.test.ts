import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { findCredentials } from "../../../../lib/platform/openstack/api/credentials";
import type { Call } from "../../../../lib/platform/openstack/api/http";
import { openSession } from "../../../../lib/platform/openstack/api/session";
import { refuseUnencrypted } from "../../../../lib/platform/openstack/api/transport-rule";

const user = {
  OS_AUTH_URL: "https://k/v3/",
  OS_USERNAME: "ada",
  OS_PASSWORD: "s3cret",
  OS_PROJECT_NAME: "lisa",
};
const from = (config: Record<string, string>, env: Record<string, string> = {}) =>
  findCredentials((key) => config[key], env);
const REFUSED = /^OpenStack credentials: certificates are always checked, but /;

/** Go's strconv.ParseBool, which the provider reads OS_INSECURE and openstack:insecure with. */
const GO_TRUE = ["1", "t", "T", "true", "TRUE", "True"];
const GO_FALSE = ["0", "f", "F", "false", "FALSE", "False"];
/** YAML 1.1, which the provider and Python read clouds.yaml with. */
const YAML_FALSE = ["n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"];
const YAML_TRUE = ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"];
const quoted = (words: readonly string[]) =>
  words.flatMap((word) => [word, `"${word}"`, `'${word}'`, `!!str ${word}`, `!!bool "${word}"`]);

describe("the check of a cloud's certificates", () => {
  let folder: string;
  let before: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(tmpdir(), "slipway-clouds-"));
    before = process.cwd();
    process.chdir(folder);
  });
  afterEach(() => {
    process.chdir(before);
    fs.rmSync(folder, { recursive: true });
  });

  const write = (name: string, text: string): void => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  };
  const auth = "auth: {auth_url: 'https://x', username: u, password: p, project_id: p}";
  const cloud = (more: string): string => `clouds:\n  x:\n    ${auth}\n    ${more}\n`;
  const env = { OS_CLOUD: "x", HOME: "/nowhere" };

  it("is turned off by no spelling of OS_INSECURE, beside OS_CLOUD either", () => {
    write("clouds.yaml", cloud("region_name: r"));
    for (const value of [...GO_TRUE, ...YAML_TRUE]) {
      for (const rest of [user, env]) {
        const text = `but OS_INSECURE is "${value}"; remove it, and name the site's own authority`;
        expect(() => from({}, { ...rest, OS_INSECURE: value }), value).to.throw(REFUSED);
        expect(() => from({}, { ...rest, OS_INSECURE: value }), value).to.throw(text);
      }
    }
    for (const value of ["", ...GO_FALSE]) from({}, { ...user, OS_INSECURE: value });
  });

  it("is turned off by no text at all that is not plainly no", () => {
    const text = fc.string().filter((each) => each !== "" && !GO_FALSE.includes(each));
    const odd = fc.constantFrom(
      " true",
      "true ",
      "tRuE",
      "ja",
      "2",
      "-1",
      "\u0074",
      "null ",
      "no",
      "0x0",
    );
    fc.assert(
      fc.property(fc.oneof(text, odd), (value) => {
        fc.pre(!/^(?:~|null|Null|NULL)$/.test(value));
        expect(() => from({}, { ...user, OS_INSECURE: value })).to.throw(REFUSED);
        expect(() => from({ insecure: value }, user)).to.throw(REFUSED);
      }),
    );
  });

  it("is not turned off by the stack's configuration, nor by what Node itself goes by", () => {
    expect(() => from({ insecure: "true" }, user)).to.throw(
      "but openstack:insecure in the stack's configuration is",
    );
    from({ insecure: "false" }, user);
    expect(() => from({}, { ...user, NODE_TLS_REJECT_UNAUTHORIZED: "0" })).to.throw(
      'but NODE_TLS_REJECT_UNAUTHORIZED is "0"',
    );
    expect(() => from({}, { ...user, OS_VERIFY: "False" })).to.throw('but OS_VERIFY is "False"');
  });

  it("is turned off by no spelling of verify in clouds.yaml", () => {
    for (const value of [
      ...quoted([...YAML_FALSE, "0", "f", "nope"]),
      "0.0",
      "[]",
      "{}",
      "/ca.pem",
    ]) {
      write("clouds.yaml", cloud(`verify: ${value}`));
      expect(() => from({}, env), value).to.throw(`verify in ${folder}/clouds.yaml is`);
    }
    for (const value of ["", "~", "null", ...YAML_TRUE]) {
      write("clouds.yaml", cloud(`verify: ${value}`));
      from({ cloud: "x" }, { HOME: "/nowhere" });
    }
  });

  it("is turned off by no spelling of insecure there", () => {
    for (const value of quoted([...YAML_TRUE, ...GO_TRUE, "maybe"])) {
      write("clouds.yaml", cloud(`insecure: ${value}`));
      expect(() => from({}, env), value).to.throw(`insecure in ${folder}/clouds.yaml is`);
    }
  });

  const hidden: [title: string, file: string, text: string][] = [
    ["an anchor", "clouds.yaml", `a: &a no\n${cloud("verify: *a")}`],
    ["a merged part", "clouds.yaml", `a: &a\n  verify: no\n${cloud("<<: *a")}`],
    [
      "one of several merged parts",
      "clouds.yaml",
      `a: &a {verify: off}\nb: &b {c: d}\n${cloud("<<: [*b, *a]")}`,
    ],
    ["an escaped key", "clouds.yaml", cloud('"\\x76erify": no')],
    ["other letters", "clouds.yaml", cloud("Verify: no")],
    ["a region's values", "clouds.yaml", cloud("regions: [{name: r, values: {verify: no}}]")],
    ["the part auth", "clouds.yaml", "clouds: {x: {auth: {auth_url: 'https://x', insecure: yes}}}"],
    ["secure.yaml", "secure.yaml", "clouds: {x: {verify: no}}"],
    ["secure.yml", "secure.yml", "clouds: {x: {verify: no}}"],
    ["clouds.yml, which only the provider reads", "clouds.yml", cloud("verify: no")],
    [
      "the user's folder, behind this one",
      "home/.config/openstack/clouds.yaml",
      cloud("verify: no"),
    ],
  ];
  for (const [title, file, text] of hidden) {
    it(`is not turned off by ${title}`, () => {
      write("clouds.yaml", cloud("region_name: r"));
      write(file, text);
      expect(() => from({}, { ...env, HOME: path.join(folder, "home") })).to.throw(REFUSED);
    });
  }

  it("is not turned off by the public cloud that a cloud derives from", () => {
    write("clouds-public.yaml", "public-clouds: {shared: {verify: no}, other: {verify: no}}");
    write("clouds.yaml", cloud("region_name: r"));
    from({}, env);
    for (const key of ["profile", "cloud"]) {
      write("clouds.yaml", cloud(`${key}: shared`));
      expect(() => from({}, env), key).to.throw(`verify in ${folder}/clouds-public.yaml is "no"`);
    }
  });

  it("names all that is in the way at once, and nothing of the other clouds in the files", () => {
    write("clouds.yaml", `${cloud("verify: no")}  other: {verify: no}\n`);
    write("secure.yaml", "clouds: {x: {auth: {password: s3cret}}, y: {verify: no}}");
    expect(() => from({ insecure: "1" }, { ...env, OS_INSECURE: "t" })).to.throw(
      /configuration is "1", and OS_INSECURE is "t", and verify in \S+clouds.yaml is "no"; remove/,
    );
  });

  it("leaves passwords as they are written", () => {
    write(
      "clouds.yaml",
      "clouds: {x: {auth: {auth_url: 'https://x', username: no, password: 0123, project_id: 1e3}}}",
    );
    expect(from({}, env).auth).to.deep.equal({
      identity: {
        methods: ["password"],
        password: { user: { name: "no", domain: { id: "default" }, password: "0123" } },
      },
      scope: { project: { id: "1e3" } },
    });
  });
});

describe("connections that are not encrypted", () => {
  it("are made to this computer only", () => {
    for (const host of ["127.0.0.1:5000", "127.9.9.9", "[::1]:5000", "localhost", "2130706433"])
      refuseUnencrypted("it", `http://${host}/v3`);
    refuseUnencrypted("it", "https://cloud.example/v3");
    const others = [
      "cloud.example",
      "localhost.example",
      "127.0.0.1@cloud.example",
      "127.0.0.1.nip.io",
    ];
    for (const host of [...others, "10.0.0.1", "[::]", "0.0.0.0", "[::ffff:10.0.0.1]"])
      expect(() => refuseUnencrypted("it", `http://${host}/v3`), host).to.throw(
        /^it is http:\/\/\S+, which is not encrypted; only https is used, but to this computer itself$/,
      );
    for (const text of ["cloud.example/v3", "", "//x"])
      expect(() => refuseUnencrypted("it", text), text).to.throw("it is no URL");
    expect(() => refuseUnencrypted("it", "ftp://x")).to.throw("not encrypted");
  });

  it("are refused for every setting that names an address, without showing a password in it", () => {
    const plain = "http://u:s3cret@cloud.example";
    const tries: (() => unknown)[] = [
      () => from({}, { ...user, OS_AUTH_URL: plain }),
      () => from({ authUrl: plain }, user),
      () => from({ endpointOverrides: JSON.stringify({ compute: plain }) }, user),
      () => from({ endpointOverrides: "{compute" }, user),
    ];
    for (const each of tries) {
      expect(each).to.throw(/only https is used/);
      expect(each).not.to.throw(/s3cret/);
    }
  });

  it("are not made to addresses of the catalogue either: no token goes there", async () => {
    const endpoints = [{ interface: "public", url: "http://cloud.example:9696" }];
    const token = { project: { id: "p" }, catalog: [{ type: "network", endpoints }] };
    const asked: string[] = [];
    const session = await openSession(
      { authUrl: "https://k", interface: "public", auth: {} },
      (call: Call) => {
        asked.push(call.url);
        return Promise.resolve({
          status: 201,
          headers: { "x-subject-token": "t" },
          body: { token },
        });
      },
    );
    const failure = await session.call("network", "GET", "/ports").catch(String);
    expect(failure).to.equal(
      "Error: the cloud's catalogue: the address of the network service is http://cloud.example:9696, " +
        "which is not encrypted; only https is used, but to this computer itself",
    );
    expect(asked).to.deep.equal(["https://k/v3/auth/tokens"]);
  });
});
