import { findCredentials, type ReadConfig } from "./credentials";
import { httpClient } from "./http";
import { openSession, type Session } from "./session";

let open: Promise<Session> | undefined;

/** The cloud that the configuration and the environment of this process name. One login serves the whole process. */
export function connect(config: ReadConfig): Promise<Session> {
  open ??= login(config).catch((error: unknown) => {
    open = undefined; // the next one may find better credentials
    throw error;
  });
  return open;
}

async function login(config: ReadConfig): Promise<Session> {
  const credentials = findCredentials(config);
  return openSession(credentials, httpClient(credentials.cacertFile));
}
