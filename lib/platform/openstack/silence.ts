/** A request that the provider has sent for us. */
export interface Request {
  /** Resource name. */
  readonly name: string;
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What the cloud says about a request that is long in being done: why, or undefined where there is nothing to tell. */
export type Look = (request: Request) => Promise<string | undefined>;

/** Tells of requests that the cloud does not answer: the provider itself would wait for ever, without a word. */
export interface SilenceWatch {
  readonly begin: (urn: string, request: Request) => void;
  readonly end: (urn: string) => void;
}

/** With the time of the look, soon enough for a user to know in half a minute. */
const AFTER_MS = 20_000;
const LOOK_MS = 5_000;
const AGAIN_MS = 60_000;

export function silenceWatch(
  look: Look,
  tell: (text: string) => void,
  { afterMs = AFTER_MS, lookMs = LOOK_MS, againMs = AGAIN_MS } = {},
): SilenceWatch {
  const timers = new Map<string, NodeJS.Timeout>();
  const end = (urn: string): void => {
    clearTimeout(timers.get(urn));
    timers.delete(urn);
  };
  return { begin, end };

  function begin(urn: string, request: Request): void {
    end(urn);
    const start = performance.now();
    const check = async (timer: NodeJS.Timeout): Promise<void> => {
      const why = await soon(look(request), lookMs);
      // Done meanwhile, or begun again.
      if (timers.get(urn) !== timer) return;
      const seconds = String(Math.round((performance.now() - start) / 1000));
      if (why !== undefined) tell(`${request.name}: not there after ${seconds} s: ${why}`);
      plan(againMs);
    };
    const plan = (ms: number): void => {
      const timer = setTimeout(() => void check(timer), ms);
      // A run that is over does not wait for it.
      timer.unref();
      timers.set(urn, timer);
    };
    plan(afterMs);
  }
}

/** The answer, or that there is none within the time. */
async function soon(answer: Promise<string | undefined>, ms: number): Promise<string | undefined> {
  const silent = new Promise<string>((resolve) => {
    const late = () => resolve("the cloud answers no other question about it either");
    setTimeout(late, ms).unref();
  });
  const failed = (error: unknown) => (error as Error).message;
  return Promise.race([answer.catch(failed), silent]);
}
