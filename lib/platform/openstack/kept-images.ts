import type { SiteNeeds } from "../platform";
import type { Facts } from "./facts";

/**
 * References of images that the catalogue does not offer any more, because they were removed, switched off or put there
 * anew, by the machine that has started from them. Such a machine stays as it is: it needs its image no more, and another
 * id for the same image is no reason to replace it.
 */
export function keptImages(
  { machines }: SiteNeeds,
  { servers }: Pick<Facts, "servers">,
): Record<string, string> {
  const names = new Set(machines.map(({ name }) => name));
  return Object.fromEntries(
    servers.flatMap(({ name, ours, status, lostImage }) =>
      names.has(name) && ours && status !== "ERROR" && lostImage !== undefined
        ? [[name, lostImage]]
        : [],
    ),
  );
}
