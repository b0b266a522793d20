import { STATUS_CODES } from "node:http";
import { hintFor, serverText } from "./api/error";
import { SILENT } from "./errors";

/** Who does the work, by the module in a resource's type: `openstack:compute/instance:Instance`. */
const SERVICES: Readonly<Record<string, string>> = {
  compute: "Nova",
  networking: "Neutron",
  blockstorage: "Cinder",
};

const DEEDS: Readonly<Record<string, string>> = {
  create: "did not make it",
  update: "did not change it",
  delete: "did not remove it",
};

/** What the provider says in place of an answer's number; its own words leave the answer's text out. */
const WORDS: readonly (readonly [pattern: RegExp, status: number])[] = [
  [/Bad request with/, 400],
  [/Authentication failed|Unable to re-authenticate/, 401],
  [/Request forbidden/, 403],
  [/Resource not found/, 404],
  [/server timed out waiting/, 408],
  [/Too many requests/, 429],
  [/Internal Server Error/, 500],
  [/Bad Gateway/, 502],
  [/temporary overloading/, 503],
  [/Gateway Timeout/, 504],
  [/connection error, retries exhausted/, 0],
];

/** Nova's words, without a cause, for what its hosts or its volumes failed on. */
export const BUILD_FAILED =
  /exhausted all hosts|maximum number of retries|did not finish being created/i;

/** What to do where the cloud's own words tell more than the number of its answer. */
const CAUSES: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [
    /quota|exceeds? (?:the )?(?:allowed|limit)/i,
    "a quota of the project is used up: remove what nobody needs, or ask the site for more",
  ],
  [/policy does(?:n't| not) allow/i, "the credentials lack a role for this"],
  [/no answer in time/, "the cloud takes requests and does not answer: ask its operators"],
  [
    /no valid host|not enough hosts|no hosts? (?:is|are) available/i,
    "no host of the site has room for this flavor, or those that have are down: ask for smaller machines, or try later",
  ],
  [
    // A machine that was kept on it is replaced for another reason. With the machine, what kept it on the image is gone.
    /can not find requested image/i,
    "the image it had has gone from the catalogue; the next pulumi up takes the one that is there now",
  ],
  [
    /image .*does not fit its checksum/i,
    "delete it in the catalogue: slipway's own is sent again, any other has to be put there again",
  ],
  [
    // Nova keeps to itself what each of them failed on.
    BUILD_FAILED,
    "every host that tried failed on it, and the cloud tells only its operators on what: ask them",
  ],
  [
    /no more ip addresses/i,
    "the address pool is used up: release floating IPs that nobody uses, or name one that you have (openstack.floatingIp)",
  ],
  [
    /image .*is not active|image .*(?:unacceptable|corrupt)|checksum|signature verification/i,
    "the image can't be used: somebody has switched it off in the catalogue, or its content is damaged; put it there again",
  ],
];

/** What a step failed on. */
export interface FailedStep {
  /** Resource name, `lisa-worker-1`. */
  readonly name: string;
  readonly type: string;
  /** `create`, `update` or `delete`. */
  readonly operation: string;
  /** The provider's texts, one for each attempt, the latest first. */
  readonly errors: readonly string[];
}

/** The cloud's answer in the user's words; undefined for an error that is no answer of the cloud. */
export function explainFault(step: FailedStep): string | undefined {
  const { name, type, operation, errors } = step;
  const [error = ""] = errors;
  const attempts = errors.length;
  const status = statusOf(error);
  if (status === undefined) return undefined;
  const text = wordsOf(error, status);
  const deed = DEEDS[operation] ?? operation;
  const notes = [
    ...(status === 0 ? [] : [String(status)]),
    ...(attempts > 1 ? [`asked ${String(attempts)} times`] : []),
  ].join(", ");
  const answer = notes === "" ? "" : ` (${notes})`;
  return `${name}: ${serviceOf(type)} ${deed}${answer}: ${text}; ${adviceFor(text, status)}`;
}

/** What to do about a fault, by the cloud's words for it and the number of the answer, where there is one. */
export function adviceFor(text: string, status?: number): string {
  const found = CAUSES.find(([pattern]) => pattern.test(text))?.[1];
  return [found ?? generalAdvice(status), "then pulumi up goes on from here"]
    .filter((part) => part !== undefined)
    .join("; ");
}

function generalAdvice(status: number | undefined): string | undefined {
  if (status === undefined) return undefined;
  // The provider leaves the request's id out, by which the operators could find it.
  return status >= 500 ? "a fault of the cloud that lasts: ask its operators" : hintFor(status);
}

/** The name of the service that has resources of this type. */
export function serviceOf(type: string): string {
  return SERVICES[type.split(/[:/]/)[1] ?? ""] ?? "the cloud";
}

/** The number of the answer that the provider tells of, 0 for none; undefined when it tells of something else. */
function statusOf(error: string): number | undefined {
  const number = /but got (\d{3}) instead/.exec(error)?.[1];
  return number === undefined
    ? WORDS.find(([pattern]) => pattern.test(error))?.[1]
    : Number(number);
}

function wordsOf(error: string, status: number): string {
  const body = /\{[^]*\}/.exec(error)?.[0];
  const text = body === undefined ? "" : serverText(body);
  if (text !== "") return text.replace(/\.$/, "");
  if (status === 0) return error.includes(SILENT) ? "no answer in time" : lastError(error);
  return STATUS_CODES[status] ?? "no reason given";
}

/** What the connection broke on, behind what the provider says around it. */
function lastError(error: string): string {
  return /Last error was: (.*)/.exec(error)?.[1] ?? "no answer";
}
