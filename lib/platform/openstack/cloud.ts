import { providerConfig } from "../../core/provider-config";
import { connect } from "./api/connect";
import type { Session } from "./api/session";

/** The cloud, from inside a dynamic provider: with the stack's configuration, or the environment's. */
export function cloud(): Promise<Session> {
  return connect((key) => providerConfig(`openstack:${key}`));
}
