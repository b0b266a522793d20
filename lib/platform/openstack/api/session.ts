import type { Credentials } from "./credentials";
import { OpenStackError } from "./error";
import type { Call, Send } from "./http";
import { refuseUnencrypted } from "./transport-rule";

/** The services that slipway talks to. */
export type Service = "compute" | "network" | "image" | "volume";

/** A cloud that has let us in. */
export interface Session {
  readonly projectId: string;
  /** Whether the cloud has such a service; some have no volumes. */
  offers(service: Service): boolean;
  /** Calls a service; `path` starts with a slash and follows the version: `/servers/detail`. */
  call(
    service: Service,
    method: Call["method"],
    path: string,
    more?: Partial<Call>,
  ): Promise<unknown>;
}

/** Names under which catalogues list a service. */
const TYPES: Record<Service, readonly string[]> = {
  compute: ["compute"],
  network: ["network"],
  image: ["image"],
  volume: ["block-storage", "volumev3", "volume"],
};
/** What a service's address ends with once it names a version. */
const VERSIONS: Record<Service, string> = {
  compute: "",
  network: "/v2.0",
  image: "/v2",
  volume: "",
};

interface Token {
  readonly id: string;
  readonly projectId: string;
  readonly catalog: readonly {
    readonly type: string;
    readonly endpoints: readonly {
      readonly interface: string;
      readonly region_id?: string;
      readonly url: string;
    }[];
  }[];
}

/** Logs in, now. Logs in again when the token has expired meanwhile. */
export async function openSession(credentials: Credentials, send: Send): Promise<Session> {
  let token = await newToken(credentials, send);
  return {
    projectId: token.projectId,
    offers: (service) => token.catalog.some(({ type }) => TYPES[service].includes(type)),
    async call(service, method, path, more = {}) {
      const url = `${endpoint(token, service, credentials)}${path}`;
      const go = async () =>
        (
          await send({
            ...more,
            method,
            url,
            headers: { ...more.headers, "x-auth-token": token.id },
          })
        ).body;
      try {
        return await go();
      } catch (error) {
        if (!(error instanceof OpenStackError) || error.status !== 401 || more.stream !== undefined)
          throw error;
        token = await newToken(credentials, send);
        return go();
      }
    },
  };
}

async function newToken({ authUrl, auth }: Credentials, send: Send): Promise<Token> {
  const url = `${authUrl}/v3/auth/tokens`;
  const { headers, body } = await send({ method: "POST", url, body: { auth } });
  const { token } = body as { token: { project?: { id: string }; catalog?: Token["catalog"] } };
  const id = headers["x-subject-token"];
  if (typeof id !== "string" || token.project === undefined) {
    throw new Error(
      "OpenStack credentials: they give no access to a project; name one (OS_PROJECT_NAME)",
    );
  }
  return { id, projectId: token.project.id, catalog: token.catalog ?? [] };
}

function endpoint(
  token: Token,
  service: Service,
  { region, interface: wanted }: Credentials,
): string {
  const types = TYPES[service];
  const entries = token.catalog
    .filter(({ type }) => types.includes(type))
    .sort((a, b) => types.indexOf(a.type) - types.indexOf(b.type));
  const found = entries
    .flatMap(({ endpoints }) => endpoints)
    .find(
      (each) => each.interface === wanted && (region === undefined || each.region_id === region),
    );
  if (found === undefined) {
    const where = region === undefined ? "" : ` in region ${region}`;
    throw new Error(
      `the cloud's catalogue has no ${wanted} address of the ${service} service${where}`,
    );
  }
  // The provider takes it from the catalogue, too; preview comes here first.
  refuseUnencrypted(`the cloud's catalogue: the address of the ${service} service`, found.url);
  const url = found.url.replace(/\/+$/, "");
  return /\/v\d(?:\.\d+)?(?:\/|$)/.test(new URL(url).pathname) ? url : `${url}${VERSIONS[service]}`;
}
