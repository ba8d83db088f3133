import Table from 'cli-table3';
import type { Progress } from './workspace';

/** A step that can find problems. An error ends a chain of dependent steps. */
export interface Step {
  readonly title: string;
  readonly run: (progress: Progress) => Promise<Outcome | void>;
}

export interface Outcome {
  /** Additional information, such as a version. */
  readonly note?: string;
  readonly problems?: string[];
}

/** A sequence of steps. A step depends on the step before it, unless the steps are independent. */
export interface Chain {
  readonly title: string;
  readonly independent?: boolean;
  readonly steps: Step[];
}

interface Row extends Outcome {
  readonly chain: string;
  readonly step: string;
  readonly seconds: number;
  /** Whether the following steps cannot run. */
  readonly ended?: boolean;
}

/** The interval between the progress lines of a step when the output is not a terminal. */
const PLAIN_PROGRESS_MILLISECONDS = 20_000;

/** Runs chains concurrently and collects their results. */
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
    const table = new Table({ head: ['Subject', 'Step', 'Seconds', 'Note', 'Result'], style: { head: [], border: [], compact: true } });
    for (const { chain, step, seconds, note, problems } of this.rows) {
      table.push([chain, step, seconds.toFixed(1), note ?? '', problems?.length ? `✘ ${problems.length} failed` : '✔ passed']);
    }
    const failures = this.rows.flatMap(({ chain, step, problems = [] }) => problems.map((problem) => `✘ ${chain}: ${step}: ${problem}`));
    const passed = this.rows.filter(({ problems }) => !problems?.length).length;
    return [table.toString(), ...failures, `${passed} passed, ${this.rows.length - passed} failed`].join('\n');
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
      throw new Error(`Found ${problems} problems, which are listed at the end.`);
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

/** Shows the progress of a step. A terminal shows every line in place; other output shows one line per interval. */
function progressOf(task: { output: string }): Progress {
  let shown = Date.now();
  return (line) => {
    if (process.stdout.isTTY || Date.now() - shown > PLAIN_PROGRESS_MILLISECONDS) {
      shown = Date.now();
      task.output = line.trim();
    }
  };
}
