import * as pulumi from "@pulumi/pulumi";
import type { UserArgs } from "./args";

/**
 * The users as `slipway-users apply` reads them.
 *
 * The first one gets the public key that slipway made too, so that the `ssh` output works without any other.
 */
export function usersJson(
  users: readonly [UserArgs, ...UserArgs[]],
  userKey: pulumi.Input<string>,
): pulumi.Output<string> {
  const sshKeys = pulumi.all(users.map((user) => pulumi.all(user.sshKeys ?? [])));
  return pulumi.all([userKey, sshKeys]).apply(([key, keys]) =>
    JSON.stringify(
      users.map(({ name, uid, groups }, index) => ({
        name,
        uid,
        sshKeys: [...(keys[index] ?? []).map((text) => text.trim()), ...(index === 0 ? [key] : [])],
        groups: groups ?? [],
      })),
    ),
  );
}
