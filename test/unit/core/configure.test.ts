import { expect } from "chai";
import { configure } from "../../../lib/core/configure";
import { loadInternal } from "../../../lib/core/dynamic";
import * as here from "../../../lib/core/provider-config";

describe("a dynamic provider's configuration", () => {
  it("is nothing before the provider is configured", () => {
    here.useProviderConfig(() => undefined);
    expect(here.providerConfig("openstack:authUrl")).to.equal(undefined);
  });

  it("is the stack's, for the clients that the provider loads", async () => {
    const values: Record<string, string> = { "openstack:authUrl": "https://keystone" };
    const config = {
      get: (key: string) => values[key],
      require: (key: string) => values[key] ?? "",
    };
    await configure({ config });
    const loaded = loadInternal("core/provider-config") as typeof here;
    expect(loaded.providerConfig("openstack:authUrl")).to.equal("https://keystone");
    expect(loaded.providerConfig("openstack:region")).to.equal(undefined);
    loaded.useProviderConfig(() => undefined);
  });
});
