/** One measured number. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: "s" | "CPU-s" | "times";
}

/** One part of the benchmark: what it measured, or why it could not. */
export interface Part {
  readonly name: string;
  readonly figures: readonly Figure[];
  readonly failure?: string;
}

type Measure = () => Figure[] | Promise<Figure[]>;

/** Runs one part; a failure is a result, too, and does not stop the others. */
export async function measurePart(name: string, measure: Measure): Promise<Part> {
  process.stdout.write(`${name}\n`);
  const part = await measured(name, measure);
  for (const figure of part.figures) process.stdout.write(`  ${line(figure)}\n`);
  if (part.failure !== undefined) process.stdout.write(`  FAILED: ${part.failure}\n`);
  return part;
}

async function measured(name: string, measure: Measure): Promise<Part> {
  try {
    return { name, figures: await measure() };
  } catch (error) {
    return { name, figures: [], failure: error instanceof Error ? error.message : String(error) };
  }
}

function line({ name, value, unit }: Figure): string {
  return `${name.padEnd(52)} ${value.toFixed(unit === "times" ? 2 : 1).padStart(8)} ${unit}`;
}
