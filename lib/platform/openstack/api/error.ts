const LONGEST_TEXT = 500;

/** What a request was, for messages. Never holds a query, a header or a body. */
export interface Asked {
  readonly method: string;
  readonly url: string;
}

/** An answer that is no success, or none at all. The message says what was asked, what came and what to do. */
export class OpenStackError extends Error {
  constructor(
    asked: Asked,
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
    text: string,
    requestId?: string,
  ) {
    const { host, pathname } = new URL(asked.url);
    const answer = status === 0 ? text : `${String(status)} ${text}`.trim();
    const id = requestId === undefined ? "" : ` (request ${requestId})`;
    const hint = hintFor(status);
    super(
      `${asked.method} ${host}${pathname}: ${answer}${id}${hint === undefined ? "" : `; ${hint}`}`,
    );
    this.name = "OpenStackError";
  }

  /** Whether the same request may succeed a little later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 413 || this.status === 429 || this.status >= 500;
  }
}

/** The server's own words out of an error's body, at most 500 characters. */
export function serverText(body: string): string {
  return (fromJson(body) ?? withoutTags(body)).trim().slice(0, LONGEST_TEXT);
}

/** Nova, Cinder and Keystone wrap the message in an object with one key, Neutron too; Glance sends HTML. */
function fromJson(body: string): string | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return messageIn(value);
  } catch {
    return undefined;
  }
}

function messageIn(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return undefined;
  const { message } = value as { message?: unknown };
  if (typeof message === "string") return message;
  return Object.values(value)
    .map(messageIn)
    .find((text) => text !== undefined);
}

function withoutTags(body: string): string {
  return body
    .replace(/<(title|style|script)>.*?<\/\1>/gs, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");
}

/** What to do about an answer of this number, 0 for none. */
export function hintFor(status: number): string | undefined {
  switch (status) {
    case 0:
      return "is the cloud's address right, and does it answer from here?";
    case 401:
      return "the credentials are wrong or have expired";
    case 403:
      return "the credentials lack a role for this, or a quota is used up";
    case 413:
    case 429:
      return "the cloud takes no more requests for the moment; lower openstack.createsPerSecond";
    default:
      return status >= 500
        ? "a fault of the cloud: its operators can find the request by its id"
        : undefined;
  }
}
