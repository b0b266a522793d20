import * as pulumi from "@pulumi/pulumi";
import type { UserArgs } from "./args";

/**
 * The users as `slipway-users apply` reads them.
 *
 * The first one gets the cluster's own public key too, so that the `ssh` output works without any key of the user's.
 */
export function usersJson(
  users: readonly [UserArgs, ...UserArgs[]],
  accessKey: pulumi.Input<string>,
): pulumi.Output<string> {
  const sshKeys = pulumi.all(users.map((user) => pulumi.all(user.sshKeys ?? [])));
  return pulumi.all([accessKey, sshKeys]).apply(([key, keys]) =>
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
