/** Where the services themselves listen; the proxy has the same ports on `PUBLIC_HOST`. */
const SERVICE_HOST = "127.0.0.2";
const PUBLIC_HOST = "127.0.0.1";

/** Port of each service, by its type in the catalogue. */
const servicePorts = {
  identity: 5000,
  compute: 8774,
  network: 9696,
  image: 9292,
  volume: 8776,
  placement: 8778,
} as const;

export type Service = keyof typeof servicePorts;

export const services = Object.keys(servicePorts) as Service[];

interface Address {
  readonly host: string;
  readonly port: number;
}

/** The public address of a service, and its own. */
export interface Route {
  readonly service: Service;
  readonly listen: Address;
  readonly target: Address;
  /** Whether the public address speaks TLS. */
  readonly tls: boolean;
}

/** Ports of the TLS endpoints, from those of the plain ones; as in python/slipway_lab/identity.py. */
const TLS_OFFSET = 10_000;

export const routes: readonly Route[] = services.flatMap((service) => {
  const port = servicePorts[service];
  const target = { host: SERVICE_HOST, port };
  return [
    { service, listen: { host: PUBLIC_HOST, port }, target, tls: false },
    { service, listen: { host: PUBLIC_HOST, port: port + TLS_OFFSET }, target, tls: true },
  ];
});

/** What the rules look at. */
export interface Call {
  readonly service: Service;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
}

const MUTATING: readonly string[] = ["POST", "PUT", "PATCH", "DELETE"];

/** Whether the call may change the cloud. Asking for a token is a POST, but changes nothing. */
export function isMutating(call: Call): boolean {
  if (!MUTATING.includes(call.method)) return false;
  return !(call.service === "identity" && call.path.endsWith("/auth/tokens"));
}
