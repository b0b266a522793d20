import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
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

/** The public half alone, which is no secret. */
export function publicHalf(key: pulumi.Output<HostKey>): pulumi.Output<string> {
  return pulumi.unsecret(key.apply((pair) => pair.public));
}

/** The key with which the nodes know each other, as base64. Always a secret. */
export function mungeKey(name: string, opts: pulumi.CustomResourceOptions): pulumi.Output<string> {
  const secret = { additionalSecretOutputs: ["base64", "hex"] };
  const key = new random.RandomBytes(name, { length: 128 }, pulumi.mergeOptions(opts, secret));
  return pulumi.secret(key.base64);
}
