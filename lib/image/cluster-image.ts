import * as pulumi from "@pulumi/pulumi";
import { formatProblems, type Problem } from "../core/errors";
import { matches } from "../core/validate";
import { PlatformName } from "../platform/platform";
import { platformNamed, platformNames } from "../platform/registry";
import { imageManifest } from "./cache";
import { ImageBuild } from "./image-build";
import { imageKinds } from "./kinds";
import { MAX_AGE_DAYS, packageAge } from "./package-state";
import { validateMaxAge, validatePackageState } from "./validate-state";
import { type ImagePlan, planImage } from "./plan";

/** What an image is made of. */
export interface ClusterImageArgs {
  /** `orchestrator`, `torque-master` or `torque-worker`. A change makes another image. */
  kind: string;
  /** Debian packages of your own, added to those of the kind. Defaults to none. A change makes another image. */
  packages?: string[];
  /**
   * A name of your own for the state of Debian's packages, such as `2026-11`; up to 32 of a–z, A–Z, 0–9, `.`, `_` and `-`. Part
   * of the image's name: a change makes another image, from the packages that the archive has then. Defaults to none.
   * @default none
   */
  packageState?: string;
  /**
   * Age of the image's packages above which preview warns, days. 1–3650. Defaults to 45. Changes nothing else.
   * @default 45
   */
  maxAgeDays?: number;
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
    const { maxAgeDays = MAX_AGE_DAYS } = args;
    const own: pulumi.CustomResourceOptions = { parent: this };
    const build = new ImageBuild(
      `${name}-build`,
      plan,
      // The site's check comes first, so that no build runs for a program that can't be deployed.
      { ...own, ...(opts?.dependsOn === undefined ? {} : { dependsOn: opts.dependsOn }) },
    );
    this.imageName = build.imageName;
    // An image in the cache is told of before there is a resource; on another computer the state knows.
    pulumi
      .output(imageManifest(plan.name).packagesAt ?? build.packagesAt)
      .apply((takenAt) => this.tellAge(plan.name, takenAt, maxAgeDays));
    this.ref =
      catalogue?.register(`${name}-entry`, { imageName: build.imageName }, own).ref ??
      build.imageName;
    this.registerOutputs({ imageName: this.imageName, ref: this.ref });
  }

  private check(name: string, args: ClusterImageArgs): { plan: ImagePlan; catalogue: Catalogue } {
    const { kind, packages = [], packageState, maxAgeDays, platform = PlatformName.Local } = args;
    const found = platformNamed(platform);
    const problems = [
      ...oneOf("kind", kind, imageKinds, "must be one of"),
      ...oneOf("platform", platform, platformNames(), "is not in this version, use one of"),
      ...packages.flatMap((each, index) =>
        matches(`packages[${String(index)}]`, each, PACKAGE, "a Debian package name"),
      ),
      ...validatePackageState(packageState),
      ...validateMaxAge("maxAgeDays", maxAgeDays),
    ];
    if (problems.length > 0) {
      throw new pulumi.ResourceError(formatProblems("ClusterImage", name, problems), this, true);
    }
    return { plan: planImage({ kind, packages, packageState }), catalogue: found?.images };
  }

  private tellAge(image: string, takenAt: string | undefined, maxAgeDays: number): Promise<void> {
    if (takenAt === undefined) return Promise.resolve();
    const { text, tooOld } = packageAge(image, takenAt, maxAgeDays, new Date());
    if (tooOld) return pulumi.log.warn(text, this);
    return pulumi.runtime.isDryRun() ? pulumi.log.info(text, this) : Promise.resolve();
  }
}

const PACKAGE = /^[a-z0-9][a-z0-9+.-]+$/;

function oneOf(path: string, got: string, allowed: readonly string[], words: string): Problem[] {
  return allowed.includes(got) ? [] : [{ path, reason: `${words}: ${allowed.join(", ")}`, got }];
}

type Catalogue = NonNullable<ReturnType<typeof platformNamed>>["images"];
