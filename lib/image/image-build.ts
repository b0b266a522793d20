import * as pulumi from "@pulumi/pulumi";
import type { ImagePlan } from "./plan";
import { imageBuildProvider, PROVIDER_VERSION } from "./provider";

/** An image in this computer's cache: built when it is not there. */
export class ImageBuild extends pulumi.dynamic.Resource {
  /** Name of the finished image. */
  declare readonly imageName: pulumi.Output<string>;
  /** When its packages were taken from the archive, ISO 8601. */
  declare readonly packagesAt: pulumi.Output<string | undefined>;

  constructor(
    name: string,
    { name: wanted, kind, packages, packageState }: ImagePlan,
    opts?: pulumi.CustomResourceOptions,
  ) {
    const inputs = {
      wanted,
      kind,
      packages: [...packages],
      ...(packageState === undefined ? {} : { packageState }),
      providerVersion: PROVIDER_VERSION,
      imageName: undefined,
      packagesAt: undefined,
    };
    super(imageBuildProvider, name, inputs, opts, "slipway", "ImageBuild");
  }
}
