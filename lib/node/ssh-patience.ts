import { SshError } from "./ssh-error";

/** A server that shows a wrong key or refuses ours may still be setting itself up; after this it is not. */
const PATIENCE_MS = 60_000;

/** Tells whether an ssh error has to be taken as final: never a passing one, a wrong key or refused login after a minute. */
export type SshPatience = (error: unknown) => boolean;

export function sshPatience(now: () => number): SshPatience {
  let since: number | undefined;
  return (error) => {
    if (!(error instanceof SshError)) throw error;
    if (error.passing) since = undefined;
    else since ??= now();
    return since !== undefined && now() - since >= PATIENCE_MS;
  };
}
