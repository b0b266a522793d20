import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Listr, PRESET_TIMER, PRESET_TIMESTAMP, type ListrTask } from "listr2";

/** Tells what a running stage does. */
export type Progress = (text: string) => void;

const PLAIN_PAUSE_SEC = 15;

/** The stages of one run, with the time that each took; those of `run.sh` come first. */
export class Stages {
  private readonly times: { title: string; seconds: number }[];

  constructor() {
    const before = process.env.SLIPWAY_STAGES;
    const lines =
      before !== undefined && existsSync(before) ? readFileSync(before, "utf8").split("\n") : [];
    this.times = lines
      .map((line) => line.split("\t"))
      .flatMap(([title = "", seconds]) =>
        seconds === undefined ? [] : [{ title, seconds: Number(seconds) }],
      );
  }

  /** Times of the stages so far, in order. */
  get all(): readonly { readonly title: string; readonly seconds: number }[] {
    return this.times;
  }

  /** A stage for `runStages`: while it runs, it shows since when and the last thing it told. */
  stage(title: string, run: (progress: Progress) => Promise<void>): ListrTask {
    return {
      title,
      task: async (_, task) => {
        const started = Date.now();
        const ticker = new Ticker(started, (text) => (task.output = text));
        try {
          await run((text) => {
            ticker.tell(text);
          });
        } finally {
          ticker.stop();
          this.times.push({ title, seconds: (Date.now() - started) / 1000 });
        }
      },
    };
  }
}

/** Shows the time and the last text: each second on a terminal, now and then and only news in a log. */
class Ticker {
  private text = "";
  private shown = "";
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly started: number,
    private readonly show: (text: string) => void,
  ) {
    const pause = process.stdout.isTTY ? 1 : PLAIN_PAUSE_SEC;
    this.timer = setInterval(() => {
      this.tick();
    }, pause * 1000);
  }

  tell(text: string): void {
    this.text = text;
    if (process.stdout.isTTY) this.tick();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    if (!process.stdout.isTTY && this.text === this.shown) return;
    this.shown = this.text;
    const seconds = Math.round((Date.now() - this.started) / 1000);
    this.show(`${String(seconds)} s${this.text === "" ? "" : ` · ${this.text}`}`);
  }
}

/** Runs stages: a live list on a terminal, plain lines with the time elsewhere. Stops at the first that fails. */
export async function runStages(tasks: ListrTask[], concurrent = false): Promise<void> {
  await new Listr(tasks, {
    concurrent,
    renderer: process.stdout.isTTY ? "default" : "simple",
    rendererOptions: process.stdout.isTTY
      ? { timer: PRESET_TIMER, formatOutput: "truncate", collapseSubtasks: false }
      : { timer: PRESET_TIMER, timestamp: PRESET_TIMESTAMP },
  }).run();
}

/** Calls `look` each second until `done`. */
export async function poll(look: () => void, done: () => boolean): Promise<void> {
  while (!done()) {
    look();
    await sleep(1000);
  }
}
