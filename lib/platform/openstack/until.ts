import { setTimeout as sleep } from "node:timers/promises";

const DEADLINE_MS = 180_000;
const PAUSE_MS = 1_000;

/** Waits until it is so, asking every second. Fails after three minutes, saying what did not come true. */
export async function until(
  what: string,
  isSo: () => Promise<boolean>,
  { deadlineMs = DEADLINE_MS, pauseMs = PAUSE_MS } = {},
): Promise<void> {
  const start = performance.now();
  while (!(await isSo())) {
    if (performance.now() - start >= deadlineMs)
      throw new Error(`OpenStack: waited ${String(deadlineMs / 1000)} s in vain until ${what}`);
    await sleep(pauseMs);
  }
}
