import "./end-with-engine";

/** Reads one key of the stack's configuration, `openstack:authUrl`; secrets come in clear. */
export type ConfigReader = (key: string) => string | undefined;

let reader: ConfigReader = () => undefined;

/**
 * Keeps the stack's configuration for what runs in a dynamic provider's process: credentials are read from it when
 * they are needed, so that none is an input of a resource or captured in a provider's text.
 */
export function useProviderConfig(read: ConfigReader): void {
  reader = read;
}

export function providerConfig(key: string): string | undefined {
  return reader(key);
}
