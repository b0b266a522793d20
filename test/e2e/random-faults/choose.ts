import {
  clockApart,
  diskFull,
  frozen,
  mountGone,
  mungeKeyWrong,
  NO_FAULT,
  SERVICES,
  serviceStopped,
  type Fault,
} from "./faults";

const SHARES = ["/home", "/scratch", "/srv/slipway"];

/** So many faults, the same ones for the same seed; every kind is as likely as every other. */
export function chooseFaults(seed: number, count: number, workers: readonly string[]): Fault[] {
  const random = randomNumbers(seed);
  const one = <T>(values: readonly T[]): T => {
    const value = values[Math.floor(random() * values.length)];
    if (value === undefined) throw new Error("nothing to choose from");
    return value;
  };
  const kinds: readonly (() => Fault)[] = [
    () => NO_FAULT,
    () => {
      const node = one(["master", ...workers]);
      const [unit, named] = one(
        Object.entries(node === "master" ? SERVICES.master : SERVICES.worker),
      );
      return serviceStopped(node, unit, named);
    },
    () => frozen(one(workers)),
    () => mountGone(one(workers), one(SHARES)),
    () => diskFull(one(["master", ...workers])),
    () => mungeKeyWrong(one(workers)),
    () => clockApart(one(workers)),
  ];
  return Array.from({ length: count }, () => one(kinds)());
}

/** Numbers from 0 to below 1 that only the seed decides (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
