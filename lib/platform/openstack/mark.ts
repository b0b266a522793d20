/**
 * How objects of the cloud tell which site of which state they belong to.
 *
 * The mark is made with the site and kept in its state: an object that carries it and is not in the state is what a run
 * has left that was cut off. Objects of other states never carry it, even if stack and names are the same.
 */

/** Key of a server's metadata. */
export const MARK_KEY = "slipway-site";
/** Key of a server's metadata: name of its image, also where it boots from a volume. */
export const IMAGE_KEY = "slipway-image";
/** Key of a server's metadata: id of its image; Nova itself does not tell it where a server boots from a volume. */
export const IMAGE_ID_KEY = "slipway-image-id";
/** Keys of a volume's metadata: volumes outlive their site and are found by the stack. */
export const STACK_KEY = "slipway-stack";
export const VOLUME_KEY = "slipway-volume";

/** Description of network objects. Neutron's tags would be set after the object is made: a cut could come between. */
export function descriptionOf(mark: string): string {
  return `slipway site ${mark}`;
}

const SHORT = 8;

/** Name of things that have nothing but a name. */
export function markedName(name: string, mark: string): string {
  return `${name}-${mark.slice(0, SHORT)}`;
}

export function isMarkedName(name: string, mark: string): boolean {
  return name.endsWith(`-${mark.slice(0, SHORT)}`);
}
