import * as pulumi from "@pulumi/pulumi";
import { imageProvider } from "./image-provider";
import { imageRef } from "./image-ref";
import { PROVIDER_VERSION } from "./version";

/** A built image in Glance: one for each content, whoever uses it. It is kept when the stack is destroyed. */
class OpenStackImage extends pulumi.dynamic.Resource {
  constructor(name: string, image: pulumi.Input<string>, opts: pulumi.CustomResourceOptions) {
    const inputs = { image, providerVersion: PROVIDER_VERSION };
    super(imageProvider, name, inputs, opts, "slipway", "OpenStackImage");
  }
}

/** Puts a built image into Glance, unless it is there. */
export function openStackImage(
  name: string,
  { imageName }: { readonly imageName: pulumi.Input<string> },
  opts: pulumi.CustomResourceOptions,
): { readonly resource: pulumi.Resource; readonly ref: pulumi.Output<string> } {
  const resource = new OpenStackImage(name, imageName, opts);
  const ref = pulumi.all([imageName, resource.id]).apply(([image, id]) => imageRef(image, id));
  return { resource, ref };
}
