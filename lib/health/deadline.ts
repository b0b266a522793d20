/** What the head is asked for: `check` looks; `repair` starts and mounts what it can first, then looks again. */
export type Action = "check" | "repair";

/** Workers that the head asks at the same time, and the longest that it waits for one: 10 s, then 25 s more if silent. */
const AT_ONCE = 32;
const LOOK_SEC = 10 + 25;

/** Seconds beside the workers: for the master itself, and in a repair for what is started to come up. */
const BESIDE_SEC: Readonly<Record<Action, number>> = { check: 60, repair: 240 };
/** How often every worker is asked at most before the answer counts: a repair looks before and after. */
const LOOKS: Readonly<Record<Action, number>> = { check: 1, repair: 2 };

/** Longest time that the head may take, seconds: enough when none of the workers answers. The head ends itself then. */
export function deadlineSec(action: Action, workers: number): number {
  return BESIDE_SEC[action] + LOOKS[action] * LOOK_SEC * Math.ceil(workers / AT_ONCE);
}
