import { allProcesses } from "./local-machines";

/** Collects the arguments of every process that this computer runs meanwhile: what `ps` shows to other users. */
export class ArgvWatch {
  private readonly seen = new Set<string>();
  private readonly timer: NodeJS.Timeout;

  constructor() {
    this.look();
    this.timer = setInterval(() => {
      this.look();
    }, 250);
  }

  stop(): string {
    clearInterval(this.timer);
    return [...this.seen].join("\n");
  }

  private look(): void {
    for (const { argv } of allProcesses()) this.seen.add(argv);
  }
}
