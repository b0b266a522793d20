import { setTimeout as sleep } from "node:timers/promises";

/** Lets a caller through when its turn has come. */
export type Pace = (cost: number) => Promise<void>;

/**
 * Spreads requests evenly, so that no more than `perSecond` are let through in any second. Callers are served in the
 * order in which they come; a request of cost 0.25 takes a quarter of the time of one of cost 1.
 *
 * It holds for one run of Pulumi, in whose process all hooks run.
 */
export function pacer(
  perSecond: number,
  now: () => number = () => performance.now(),
  wait: (ms: number) => Promise<unknown> = sleep,
): Pace {
  let free = 0;
  return async (cost) => {
    const start = Math.max(now(), free);
    free = start + (cost * 1000) / perSecond;
    if (start > now()) await wait(start - now());
  };
}

/** What Nova has to do for a machine is the work that clouds fail under; the rest are rows in a database. */
export function costOf(type: string): number {
  return type === "openstack:compute/instance:Instance" ? 1 : 0.25;
}
