/** One thing that was looked at on a running cluster. */
export interface Check {
  /** What should hold, in the user's words. */
  readonly name: string;
  readonly ok: boolean;
  /** What was found: the evidence, short. */
  readonly found: string;
}

export function check(name: string, ok: boolean, found: string): Check {
  return { name, ok, found };
}
