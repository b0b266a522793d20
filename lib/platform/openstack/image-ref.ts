/** Reference of an image that slipway has put into Glance: its name, which tells the content, and its id. */
export function imageRef(name: string, id: string): string {
  return `${name}@${id}`;
}

/** The id behind a reference, or behind the name or id of an image of the site. */
export function imageIdOf(ref: string, known: Readonly<Record<string, string>>): string {
  return known[ref] ?? ref.split("@").at(-1) ?? ref;
}

/** A machine's image: the one that it is kept on, as long as the program names the same. */
export function imageOfMachine(
  ref: string,
  known: Readonly<Record<string, string>>,
  kept: string | undefined,
): { readonly name: string; readonly id: string } {
  const name = imageNameOf(ref);
  const stays = kept !== undefined && imageNameOf(kept) === name;
  return { name, id: stays ? imageIdOf(kept, {}) : imageIdOf(ref, known) };
}

export function imageNameOf(ref: string): string {
  return ref.split("@", 1)[0] ?? ref;
}
