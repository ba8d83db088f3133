import Table from 'cli-table3';
import type { Progress } from './workspace';

/** Something that is done and that may find problems. An error ends a chain of steps that build on each other. */
export interface Step {
  readonly title: string;
  readonly run: (progress: Progress) => Promise<Outcome | void>;
}

export interface Outcome {
  /** What a reader may want to know, such as a version. */
  readonly note?: string;
  readonly problems?: string[];
}

/** Steps that build on each other, unless they are independent. */
export interface Chain {
  readonly title: string;
  readonly independent?: boolean;
  readonly steps: Step[];
}

interface Row extends Outcome {
  readonly chain: string;
  readonly step: string;
  readonly seconds: number;
  /** Whether nothing can follow. */
  readonly ended?: boolean;
}

/** How often a step that prints no terminal shows what it is doing. */
const PLAIN_PROGRESS_MILLISECONDS = 20_000;

/** Runs chains side by side, and remembers what came out. */
export class Report {
  private readonly rows: Row[] = [];

  public async run(chains: Chain[], concurrent: number): Promise<void> {
    const { Listr, PRESET_TIMER } = await import('listr2');
    const tasks = chains.map((chain) => ({
      title: chain.title,
      task: async (_context: unknown, task: { output: string }) => this.runChain(chain, task),
    }));
    await new Listr(tasks, {
      concurrent,
      exitOnError: false,
      registerSignalListeners: false,
      rendererOptions: { timer: PRESET_TIMER, collapseErrors: false },
      fallbackRenderer: 'simple',
      fallbackRendererOptions: { timer: PRESET_TIMER },
    }).run();
  }

  public get failed(): boolean {
    return this.rows.some(({ problems }) => problems?.length);
  }

  public toString(): string {
    const table = new Table({ head: ['consumer', 'step', 'seconds', 'note', ''], style: { head: [], border: [], compact: true } });
    for (const { chain, step, seconds, note, problems } of this.rows) {
      table.push([chain, step, seconds.toFixed(1), note ?? '', problems?.length ? `✘ ${problems.length}` : '✔']);
    }
    const failures = this.rows.flatMap(({ chain, step, problems = [] }) => problems.map((problem) => `✘ ${chain}, ${step}: ${problem}`));
    const held = this.rows.filter(({ problems }) => !problems?.length).length;
    return [table.toString(), ...failures, `${held} passed, ${this.rows.length - held} failed`].join('\n');
  }

  private async runChain(chain: Chain, task: { output: string }): Promise<void> {
    let problems = 0;
    for (const step of chain.steps) {
      task.output = step.title;
      const row = await this.runStep(chain, step, progressOf(task));
      problems += row.problems?.length ?? 0;
      if (row.ended && !chain.independent) {
        break;
      }
    }
    if (problems > 0) {
      throw new Error(`failures: ${problems}, see below`);
    }
  }

  private async runStep(chain: Chain, step: Step, progress: Progress): Promise<Row> {
    const begin = Date.now();
    const outcome = await step.run(progress).catch((error: Error) => ({ problems: [error.message], ended: true }));
    const row = { chain: chain.title, step: step.title, seconds: (Date.now() - begin) / 1000, ...outcome };
    this.rows.push(row);
    return row;
  }
}

/** On a terminal each line replaces the one before; elsewhere only some are shown. */
function progressOf(task: { output: string }): Progress {
  let shown = Date.now();
  return (line) => {
    if (process.stdout.isTTY || Date.now() - shown > PLAIN_PROGRESS_MILLISECONDS) {
      shown = Date.now();
      task.output = line.trim();
    }
  };
}
