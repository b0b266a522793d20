import type * as pulumi from "@pulumi/pulumi";
import { loadInternal } from "./dynamic";
import type * as ProviderConfig from "./provider-config";

/** For providers whose clients ask a cloud: hands the stack's configuration to them. Thin, as its text is kept in state. */
export function configure(request: pulumi.dynamic.ConfigureRequest): Promise<void> {
  const { useProviderConfig } = loadInternal("core/provider-config") as typeof ProviderConfig;
  useProviderConfig((key) => request.config.get(key));
  return Promise.resolve();
}
