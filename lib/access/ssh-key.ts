import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import type { HostKey } from "../user-data/render";

/** An ssh key pair; the private half is a secret wherever it goes. */
export function sshKey(name: string, opts: pulumi.CustomResourceOptions): pulumi.Output<HostKey> {
  const secret = {
    additionalSecretOutputs: ["privateKeyOpenssh", "privateKeyPem", "privateKeyPemPkcs8"],
  };
  const key = new tls.PrivateKey(name, { algorithm: "ED25519" }, pulumi.mergeOptions(opts, secret));
  return pulumi
    .all([pulumi.secret(key.privateKeyOpenssh), key.publicKeyOpenssh])
    .apply(([privateHalf, publicHalf]) => ({ private: privateHalf, public: publicHalf.trim() }));
}

/** The private half alone, a secret. */
export function privateHalf(key: pulumi.Output<HostKey>): pulumi.Output<string> {
  return pulumi.secret(key.apply((pair) => pair.private));
}

/** The public half alone, which is no secret. */
export function publicHalf(key: pulumi.Output<HostKey>): pulumi.Output<string> {
  return pulumi.unsecret(key.apply((pair) => pair.public));
}
