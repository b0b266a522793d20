/** The first of several events; fails after `ms`, naming what was waited for. */
export async function firstWithin<T>(
  ms: number,
  what: string,
  events: (stop: AbortSignal) => Promise<T>[],
): Promise<T> {
  const stop = AbortSignal.timeout(ms);
  try {
    return await Promise.race(events(stop));
  } catch (error) {
    // The events themselves only say that they were aborted.
    if (stop.aborted) throw new Error(`${what} was not there within ${String(ms / 1000)} s`);
    throw error;
  }
}
