/** A program that makes nothing: what Pulumi itself takes. */
export const nothing = 0;
