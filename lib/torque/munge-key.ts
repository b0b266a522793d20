import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/** The key with which the nodes know each other, as base64. Always a secret. */
export function mungeKey(name: string, opts: pulumi.CustomResourceOptions): pulumi.Output<string> {
  const secret = { additionalSecretOutputs: ["base64", "hex"] };
  const key = new random.RandomBytes(name, { length: 128 }, pulumi.mergeOptions(opts, secret));
  return pulumi.secret(key.base64);
}
