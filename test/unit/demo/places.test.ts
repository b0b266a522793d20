import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import type * as Config from "../../../demo/config";
import type * as Environment from "../../../demo/environment";
import type * as Places from "../../../demo/places";

/** The modules read XDG_DATA_HOME when they are loaded, so they are loaded anew for each test. */
const load = createRequire(__filename);
const loadPlaces = () => load("../../../demo/places") as typeof Places;
const loadConfig = () => load("../../../demo/config") as typeof Config;
const loadEnvironment = () => load("../../../demo/environment") as typeof Environment;

describe("what the demo keeps on disk", () => {
  const before = { ...process.env };
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "slipway-demo-"));
    for (const name of Object.keys(process.env)) {
      if (name.startsWith("PULUMI_")) Reflect.deleteProperty(process.env, name);
    }
    process.env.XDG_DATA_HOME = folder;
    process.env.HOME = folder;
    for (const file of Object.keys(load.cache)) {
      if (/\/demo\/(places|config|environment)\.ts$/.test(file)) {
        Reflect.deleteProperty(load.cache, file);
      }
    }
    loadPlaces().preparePlaces();
  });

  afterEach(() => {
    process.env = { ...before };
    rmSync(folder, { recursive: true });
  });

  it("is a passphrase that only its owner can read, made once", () => {
    const { passphraseFile, preparePlaces } = loadPlaces();
    const first = readFileSync(passphraseFile, "utf8");
    expect(first).to.match(/^[\w-]{32}\n$/);
    expect(statSync(passphraseFile).mode & 0o777).to.equal(0o600);
    preparePlaces();
    expect(readFileSync(passphraseFile, "utf8")).to.equal(first);
  });

  it("is the committed configuration with the salt that Pulumi added and the workers asked for", () => {
    const { configFile } = loadPlaces();
    const { writeConfig } = loadConfig();
    writeFileSync(configFile, "encryptionsalt: v1:abc\n");
    expect(writeConfig(5).workers).to.equal(5);
    const text = readFileSync(configFile, "utf8");
    expect(text).to.include("encryptionsalt: v1:abc").and.include("slipway:workers: 5");
    expect(writeConfig(undefined).workers).to.equal(2);
    expect(readFileSync(configFile, "utf8")).to.include("encryptionsalt: v1:abc");
  });

  it("is the state, unless a backend is named or somebody is logged in", () => {
    const { enterEnvironment } = loadEnvironment();
    enterEnvironment({});
    expect(process.env.PULUMI_BACKEND_URL).to.equal(
      `file://${folder}/slipway/demo/state?metadata=skip`,
    );

    process.env.PULUMI_BACKEND_URL = "s3://mine";
    enterEnvironment({});
    expect(process.env.PULUMI_BACKEND_URL).to.equal("s3://mine");

    Reflect.deleteProperty(process.env, "PULUMI_BACKEND_URL");
    writeFileSync(path.join(folder, "credentials.json"), '{"current":"https://api.pulumi.com"}');
    enterEnvironment({ PULUMI_CREDENTIALS_PATH: folder });
    expect(process.env.PULUMI_BACKEND_URL).to.equal(undefined);
  });

  it("is not the passphrase if you have one of your own", () => {
    const { enterEnvironment } = loadEnvironment();
    process.env.PULUMI_CONFIG_PASSPHRASE = "mine";
    enterEnvironment({});
    expect(process.env.PULUMI_CONFIG_PASSPHRASE_FILE).to.equal(undefined);
  });
});
