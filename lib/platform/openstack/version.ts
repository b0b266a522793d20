/**
 * Kept in every dynamic resource's inputs. Raise it when what state holds must be written anew: a change of the
 * providers' code alone is no change to Pulumi.
 */
export const PROVIDER_VERSION = 1;
