import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { findCredentials } from "../../../../lib/platform/openstack/api/credentials";

const from = (config: Record<string, string>, env: Record<string, string> = {}) =>
  findCredentials((key) => config[key], env);
const user = {
  OS_AUTH_URL: "https://k/v3/",
  OS_USERNAME: "ada",
  OS_PASSWORD: "s3cret",
  OS_PROJECT_NAME: "lisa",
};

describe("OpenStack credentials", () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(tmpdir(), "slipway-clouds-"))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const clouds = (text: string): Record<string, string> => {
    const file = path.join(folder, "clouds.yaml");
    fs.writeFileSync(file, text);
    return { OS_CLIENT_CONFIG_FILE: file, OS_CLIENT_SECURE_FILE: path.join(folder, "secure.yaml") };
  };

  it("are a user's from the environment", () => {
    expect(from({}, { ...user, OS_REGION_NAME: "R", OS_CACERT: "/ca.pem" })).to.deep.equal({
      authUrl: "https://k",
      region: "R",
      cacertFile: "/ca.pem",
      interface: "public",
      auth: {
        identity: {
          methods: ["password"],
          password: { user: { name: "ada", domain: { id: "default" }, password: "s3cret" } },
        },
        scope: { project: { name: "lisa", domain: { id: "default" } } },
      },
    });
  });

  it("are an application credential from Pulumi's configuration, before the environment", () => {
    const config = {
      authUrl: "https://other",
      applicationCredentialId: "id",
      applicationCredentialSecret: "s",
    };
    const { authUrl, auth } = from(config, user);
    expect(authUrl).to.equal("https://other");
    expect(auth).to.deep.equal({
      identity: {
        methods: ["application_credential"],
        application_credential: { id: "id", secret: "s" },
      },
    });
  });

  it("are a cloud of clouds.yaml, its secrets in a file beside it, and nothing of other variables", () => {
    const env = clouds(
      "clouds:\n  cc:\n    auth: {auth_url: 'https://cc', username: bob, project_id: p, user_domain_name: D}\n    region_name: X\n",
    );
    fs.writeFileSync(path.join(folder, "secure.yaml"), "clouds: {cc: {auth: {password: pw}}}\n");
    const { authUrl, region, auth } = from({ cloud: "cc" }, { ...user, ...env });
    expect([authUrl, region]).to.deep.equal(["https://cc", "X"]);
    expect(auth).to.deep.equal({
      identity: {
        methods: ["password"],
        password: { user: { name: "bob", domain: { name: "D" }, password: "pw" } },
      },
      scope: { project: { id: "p" } },
    });
  });

  it("fail with what is missing and where to set it", () => {
    expect(() => from({})).to.throw(
      /missing the address of Keystone .* and an application credential .*; name a cloud/,
    );
    expect(() => from({ cloud: "x" }, clouds("clouds: {a: {}, b: {}}\n"))).to.throw(
      /no cloud "x" in .*clouds.yaml; it has: a, b$/,
    );
    expect(() => from({ cloud: "x" }, { OS_CLIENT_CONFIG_FILE: "/nowhere" })).to.throw(
      /no clouds.yaml for cloud "x"; looked for \/nowhere/,
    );
  });

  it("fail for a file that can't be read, without showing any of it", () => {
    const env = clouds("clouds: [s3cret\n");
    expect(() => from({ cloud: "x" }, env)).to.throw(/can't be read as YAML$/);
  });
});
