/**
 * The image kinds that slipway has, as in 2013: a minimal one, and one for each role of a batch cluster.
 * Each is a folder of recipes.
 */
export const ImageKind = {
  Orchestrator: "orchestrator",
  TorqueMaster: "torque-master",
  TorqueWorker: "torque-worker",
} as const;
export type ImageKind = (typeof ImageKind)[keyof typeof ImageKind];

/** Names of all kinds. */
export const imageKinds: readonly ImageKind[] = Object.values(ImageKind);
