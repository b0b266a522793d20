import { fitsAsItIs, gzipped } from "../../user-data/size";

/**
 * A machine's user data as Pulumi's provider has to have it. It makes base64 of a text, but hands on what is base64
 * already: so bytes can be sent, those of a text that is too long and goes compressed.
 */
export function novaUserData(text: string): string {
  return fitsAsItIs(text) ? text : gzipped(text).toString("base64");
}
