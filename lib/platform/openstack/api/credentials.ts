import { type CloudEntry, type Env, readCloud, writtenClouds } from "./clouds-yaml";
import { refuseUnchecked, refuseUnencryptedSettings } from "./transport-rule";

/** Reads a key of Pulumi's own configuration of the provider, `openstack:<key>`; secrets come in clear. */
export type ReadConfig = (key: string) => string | undefined;

/** What is needed to ask a cloud for a token. Lives in memory only. */
export interface Credentials {
  readonly authUrl: string;
  readonly region?: string;
  /** File with the certificates of the site's own authority. */
  readonly cacertFile?: string;
  /** `public`, `internal` or `admin`: which of a service's addresses to use. */
  readonly interface: string;
  /** The `auth` part of Keystone's token request. */
  readonly auth: object;
}

type Field = keyof typeof FIELDS;

/** Where each value may stand: Pulumi's key, the environment, clouds.yaml. The names are OpenStack's own. */
const FIELDS = {
  authUrl: ["authUrl", ["OS_AUTH_URL"], "auth_url"],
  userName: ["userName", ["OS_USERNAME"], "username"],
  userId: ["userId", ["OS_USER_ID"], "user_id"],
  password: ["password", ["OS_PASSWORD"], "password"],
  projectName: ["tenantName", ["OS_PROJECT_NAME", "OS_TENANT_NAME"], "project_name"],
  projectId: ["tenantId", ["OS_PROJECT_ID", "OS_TENANT_ID"], "project_id"],
  domainName: ["domainName", ["OS_DOMAIN_NAME"], "domain_name"],
  userDomainName: ["userDomainName", ["OS_USER_DOMAIN_NAME"], "user_domain_name"],
  userDomainId: ["userDomainId", ["OS_USER_DOMAIN_ID"], "user_domain_id"],
  projectDomainName: ["projectDomainName", ["OS_PROJECT_DOMAIN_NAME"], "project_domain_name"],
  projectDomainId: ["projectDomainId", ["OS_PROJECT_DOMAIN_ID"], "project_domain_id"],
  applicationCredentialId: [
    "applicationCredentialId",
    ["OS_APPLICATION_CREDENTIAL_ID"],
    "application_credential_id",
  ],
  applicationCredentialName: [
    "applicationCredentialName",
    ["OS_APPLICATION_CREDENTIAL_NAME"],
    "application_credential_name",
  ],
  applicationCredentialSecret: [
    "applicationCredentialSecret",
    ["OS_APPLICATION_CREDENTIAL_SECRET"],
    "application_credential_secret",
  ],
  token: ["token", ["OS_TOKEN", "OS_AUTH_TOKEN"], "token"],
  region: ["region", ["OS_REGION_NAME"], "region_name"],
  cacertFile: ["cacertFile", ["OS_CACERT"], "cacert"],
  interface: ["endpointType", ["OS_INTERFACE", "OS_ENDPOINT_TYPE"], "interface"],
} as const satisfies Record<string, readonly [string, readonly string[], string]>;

type Values = Partial<Record<Field, string>>;

/**
 * Finds the credentials where OpenStack's tools and the Pulumi provider look for them: Pulumi's configuration, then the
 * cloud of clouds.yaml that it or `OS_CLOUD` names, or else the other `OS_` variables.
 */
export function findCredentials(config: ReadConfig, env: Env = process.env): Credentials {
  const name = config("cloud") ?? env.OS_CLOUD;
  const named = name !== undefined && name !== "";
  const written = named ? writtenClouds(name, env) : [];
  refuseUnchecked(config, env, written);
  refuseUnencryptedSettings(config, env, written);
  const cloud = named ? readCloud(name, env) : undefined;
  const values: Values = {};
  for (const field of Object.keys(FIELDS) as Field[]) {
    const value = valueOf(field, config, cloud, env);
    if (value !== undefined && value !== "") values[field] = value;
  }
  return credentialsOf(values);
}

function valueOf(
  field: Field,
  config: ReadConfig,
  cloud: CloudEntry | undefined,
  env: Env,
): string | undefined {
  const [key, variables, yaml] = FIELDS[field];
  const own = config(key);
  if (own !== undefined) return own;
  if (cloud !== undefined) return cloud[yaml];
  return variables.map((variable) => env[variable]).find((value) => value !== undefined);
}

function credentialsOf(values: Values): Credentials {
  const { authUrl, region, cacertFile } = values;
  const auth = authOf(values);
  const missing = [
    ...(authUrl === undefined ? ["the address of Keystone (openstack:authUrl, OS_AUTH_URL)"] : []),
    ...(auth === undefined
      ? ["an application credential (id and secret), or a user with password and project"]
      : []),
  ];
  if (authUrl === undefined || auth === undefined) {
    throw new Error(
      `OpenStack credentials: missing ${missing.join(" and ")}; ` +
        "name a cloud of clouds.yaml (openstack:cloud, OS_CLOUD), source the site's openrc file, " +
        "or set the keys with pulumi config",
    );
  }
  return {
    authUrl: authUrl.replace(/\/+$/, "").replace(/\/v3$/, ""),
    ...(region === undefined ? {} : { region }),
    ...(cacertFile === undefined ? {} : { cacertFile }),
    interface: (values.interface ?? "public").replace(/URL$/, ""),
    auth,
  };
}

function authOf(values: Values): object | undefined {
  const { applicationCredentialSecret: secret, token, password } = values;
  if (secret !== undefined) {
    const { applicationCredentialId: id, applicationCredentialName: name } = values;
    const which =
      id !== undefined ? { id } : name !== undefined ? { name, user: user(values) } : undefined;
    if (which === undefined) return undefined;
    return {
      identity: {
        methods: ["application_credential"],
        application_credential: { ...which, secret },
      },
    };
  }
  const scope = project(values);
  if (token !== undefined)
    return { identity: { methods: ["token"], token: { id: token } }, ...scope };
  if (password === undefined || scope === undefined) return undefined;
  if (values.userName === undefined && values.userId === undefined) return undefined;
  return {
    identity: { methods: ["password"], password: { user: { ...user(values), password } } },
    ...scope,
  };
}

function user({ userId, userName, userDomainId, userDomainName, domainName }: Values): object {
  return userId !== undefined
    ? { id: userId }
    : { name: userName, domain: domain(userDomainId, userDomainName ?? domainName) };
}

function project(values: Values): { readonly scope: object } | undefined {
  const { projectId, projectName, projectDomainId, projectDomainName, domainName } = values;
  if (projectId !== undefined) return { scope: { project: { id: projectId } } };
  if (projectName === undefined) return undefined;
  const of = domain(projectDomainId, projectDomainName ?? domainName);
  return { scope: { project: { name: projectName, domain: of } } };
}

function domain(id: string | undefined, name: string | undefined): object {
  return id !== undefined ? { id } : name !== undefined ? { name } : { id: "default" };
}
