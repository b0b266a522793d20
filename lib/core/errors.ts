/** One thing wrong with what the user wrote. */
export interface Problem {
  /** The field as the user wrote it, for instance `users[0].uid`. */
  readonly path: string;
  /** What is wrong and what is allowed, lower case, no final stop: `must be 0–500`. */
  readonly reason: string;
  /** The value given, for display. Never set for secrets. */
  readonly got?: unknown;
}

/** Everything wrong with one resource's arguments, as one error text. */
export function formatProblems(kind: string, name: string, problems: readonly Problem[]): string {
  const count = problems.length;
  const head = `${kind} "${name}": ${String(count)} invalid argument${count === 1 ? "" : "s"}`;
  return [head, ...problems.map(formatProblem)].join("\n");
}

function formatProblem({ path, reason, got }: Problem): string {
  const value = got === undefined ? "" : `, got ${show(got)}`;
  return `  ${path}: ${reason}${value}`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
