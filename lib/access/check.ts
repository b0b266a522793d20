import { formatProblems, type Problem } from "../core/errors";
import type { AccessHost, AccessInputs } from "./args";

const WORD = /^[A-Za-z0-9][A-Za-z0-9._:-]*$/;
const USER = /^[a-z_][a-z0-9_-]*$/;
const HOST_KEY = /^[a-z0-9@.-]+ [A-Za-z0-9+/]+={0,2}(?: .*)?$/;

/** Nothing that could end a line or a word of ssh's configuration gets into it. Throws with all problems. */
export function checkAccess(inputs: AccessInputs, folder: string): void {
  const { hosts, user, cluster } = inputs;
  const aliases = hosts.map(({ alias }) => alias);
  const problems: Problem[] = hosts.flatMap((host, i) =>
    checkHost(host, `hosts[${String(i)}]`, aliases),
  );
  if (hosts.length === 0) problems.push({ path: "hosts", reason: "must name at least one host" });
  if (!USER.test(user)) problems.push({ path: "user", reason: "must be a login name", got: user });
  // ssh expands ${NAME} in file names and has no way to write it as it is.
  if (/["\n]|\$\{/.test(folder))
    problems.push({ path: "folder", reason: 'must hold no " and no ${', got: folder });
  if (problems.length > 0) throw new Error(formatProblems("AccessFiles", cluster, problems));
}

function checkHost(host: AccessHost, path: string, aliases: readonly string[]): Problem[] {
  const { alias, hostname, port, hostKey, jump } = host;
  const rules: readonly (readonly [boolean, string, string, unknown])[] = [
    [WORD.test(alias), "alias", "must be one plain word", alias],
    [aliases.filter((each) => each === alias).length === 1, "alias", "must be unique", alias],
    [
      /^[A-Za-z0-9][A-Za-z0-9._:-]*$|^[0-9a-fA-F:]+$/.test(hostname),
      "hostname",
      "must be a host name or address",
      hostname,
    ],
    [Number.isInteger(port) && port > 0 && port < 65536, "port", "must be 1–65535", port],
    [HOST_KEY.test(hostKey.trim()), "hostKey", "must be a public key in OpenSSH form", hostKey],
    [
      jump === undefined || (jump !== alias && aliases.includes(jump)),
      "jump",
      "must be the alias of another host",
      jump,
    ],
  ];
  return rules
    .filter(([good]) => !good)
    .map(([, field, reason, got]) => ({ path: `${path}.${field}`, reason, got }));
}
