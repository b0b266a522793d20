/** What lies at a place of what slipway has made of recipes. */
export const StoredForm = {
  /** A whole image, from which machines start. */
  Image: "image",
  /** A packed root file system, from which images of other kinds are built. */
  Root: "root",
  /** What a build or an upload that was cut off has left. */
  Rest: "rest",
} as const;
export type StoredForm = (typeof StoredForm)[keyof typeof StoredForm];

/** One image at one place, seen from outside of any Pulumi program. */
export interface StoredImage {
  /** The place's own name of it. */
  readonly id: string;
  /** `slipway-<kind>-<hash>`. */
  readonly name: string;
  readonly kind: string;
  readonly form: StoredForm;
  /** The user's packages in it: with the kind they decide the hash. */
  readonly packages: readonly string[];
  /** The user's name for the state of Debian's packages in it: part of the hash too. */
  readonly packageState?: string | undefined;
  /** When its packages were taken from the archive; undefined where nobody noted it. */
  readonly packagesAt?: Date | undefined;
  /** Undefined where nobody has counted. */
  readonly bytes?: number | undefined;
  readonly madeAt: Date;
  /** What uses it, in words for people: `server lisa-master of demo-dev`. */
  readonly users: readonly string[];
  /** Why the place, or its owner, wants it kept: `is protected`. */
  readonly locked?: string | undefined;
}

/** The images of one place as they are at one moment. */
export interface Stock {
  /** The place, in words for people. */
  readonly place: string;
  readonly images: readonly StoredImage[];
}

/**
 * A place that keeps images, so that they can be listed and removed: the run-time half of a platform's image catalogue.
 *
 * Only what slipway itself has put there is listed, and so can be removed.
 */
export interface ImageStore {
  stock(): Promise<Stock>;
  /** Removes one of them. Looks once more before: fails when something uses it meanwhile. */
  remove(image: StoredImage): Promise<void>;
}

const NAME = /^slipway-([a-z][a-z-]*)-[0-9a-f]{12}$/;

/** The kind in an image's name; undefined for a name that is none of slipway's. */
export function kindOf(name: string): string | undefined {
  return NAME.exec(name)?.[1];
}
