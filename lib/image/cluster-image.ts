import * as pulumi from "@pulumi/pulumi";
import { formatProblems, type Problem } from "../core/errors";
import { matches } from "../core/validate";
import { PlatformName } from "../platform/platform";
import { platformNamed, platformNames } from "../platform/registry";
import { ImageBuild } from "./image-build";
import { imageKinds } from "./kinds";
import { type ImagePlan, planImage } from "./plan";

/** What an image is made of. */
export interface ClusterImageArgs {
  /** `orchestrator`, `torque-master` or `torque-worker`. A change makes another image. */
  kind: string;
  /** Debian packages of your own, added to those of the kind. Defaults to none. A change makes another image. */
  packages?: string[];
  /** The platform in whose catalogue the image is put. Defaults to `local`. */
  platform?: PlatformName;
}

/**
 * A disk image, built from recipes and named after the hash of what goes into it.
 *
 * It is built once and kept in this computer's cache; nothing is built, asked or sent when nothing changed.
 * `pulumi destroy` leaves it in the cache.
 */
export class ClusterImage extends pulumi.ComponentResource {
  /** `slipway-<kind>-<hash>`. */
  readonly imageName: pulumi.Output<string>;
  /** Reference for the `image` of a machine on the same platform. */
  readonly ref: pulumi.Output<string>;

  constructor(name: string, args: ClusterImageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:ClusterImage", name, {}, opts);
    const { plan, catalogue } = this.check(name, args);
    const own: pulumi.CustomResourceOptions = { parent: this };
    const build = new ImageBuild(
      `${name}-build`,
      plan,
      // The site's check comes first, so that no build runs for a program that can't be deployed.
      { ...own, ...(opts?.dependsOn === undefined ? {} : { dependsOn: opts.dependsOn }) },
    );
    this.imageName = build.imageName;
    this.ref =
      catalogue?.register(`${name}-entry`, { imageName: build.imageName }, own).ref ??
      build.imageName;
    this.registerOutputs({ imageName: this.imageName, ref: this.ref });
  }

  private check(name: string, args: ClusterImageArgs): { plan: ImagePlan; catalogue: Catalogue } {
    const { kind, packages = [], platform = PlatformName.Local } = args;
    const found = platformNamed(platform);
    const problems = [
      ...oneOf("kind", kind, imageKinds, "must be one of"),
      ...oneOf("platform", platform, platformNames(), "is not in this version, use one of"),
      ...packages.flatMap((each, index) =>
        matches(`packages[${String(index)}]`, each, PACKAGE, "a Debian package name"),
      ),
    ];
    if (problems.length > 0) {
      throw new pulumi.ResourceError(formatProblems("ClusterImage", name, problems), this, true);
    }
    return { plan: planImage({ kind, packages }), catalogue: found?.images };
  }
}

const PACKAGE = /^[a-z0-9][a-z0-9+.-]+$/;

function oneOf(path: string, got: string, allowed: readonly string[], words: string): Problem[] {
  return allowed.includes(got) ? [] : [{ path, reason: `${words}: ${allowed.join(", ")}`, got }];
}

type Catalogue = NonNullable<ReturnType<typeof platformNamed>>["images"];
