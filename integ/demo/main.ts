import { localAccess, realAccess } from './accounts';
import { confirm } from './confirmation';
import { parseOptions, USAGE, type Options } from './options';
import { checksReport, remainingResourcesReport, settingsReport } from './report';
import { Scenario, type Step } from './scenario';
import { installEmulator, startEmulator, type Emulator } from '../emulator/emulator';

/** The interval between the progress lines of a step when the output is not a terminal. */
const PLAIN_PROGRESS_MILLISECONDS = 10_000;

let emulator: Emulator | undefined;

async function main(options: Options): Promise<void> {
  const endpoint = options.real ? undefined : process.env.AWS_ENDPOINT_URL;
  if (!options.real && endpoint === undefined) {
    console.log('=== AWS emulator ===\n');
    await runSteps([
      { title: 'Install the emulator', run: () => installEmulator() },
      { title: 'Start the emulator', run: async () => { emulator = await startEmulator({ keep: options.keep }); } },
    ]);
  }
  const scenarios = options.environments.map((environment) =>
    new Scenario(environment, options.real ? realAccess(options) : localAccess(endpoint ?? emulator!.endpoint, environment.localAccount)));
  try {
    for (const scenario of scenarios) {
      if (options.real) {
        await confirm(await scenario.plan(), options.yes);
      }
      console.log(`\n=== ${scenario.environment.preset} preset: deploy, check${options.keep ? '' : ' and delete'} the stack ===\n`);
      await runSteps([...scenario.deploySteps(), ...(options.keep ? [] : scenario.destroySteps())]);
    }
  } finally {
    scenarios.forEach((scenario) => report(scenario));
  }
  if (options.keep) {
    scenarios.forEach((scenario) => console.log(scenario.accessInstructions()));
    console.log(emulator ? `\nTo stop the emulator, run: kill -- -${emulator.processId}` : '');
  }
}

async function runSteps(steps: Step[]): Promise<void> {
  const { Listr, PRESET_TIMER } = await import('listr2');
  const tasks = steps.map(({ title, run }) => ({
    title,
    task: async (_context: unknown, task: { output: string }) => run(progressOf(task)),
  }));
  await new Listr(tasks, {
    registerSignalListeners: false,
    rendererOptions: { timer: PRESET_TIMER },
    fallbackRenderer: 'simple',
    fallbackRendererOptions: { timer: PRESET_TIMER },
  }).run();
}

/** Shows the progress of a step. A terminal shows every line in place; other output shows one line per interval. */
function progressOf(task: { output: string }): (line: string) => void {
  let shown = Date.now();
  return (line) => {
    if (process.stdout.isTTY || Date.now() - shown > PLAIN_PROGRESS_MILLISECONDS) {
      shown = Date.now();
      task.output = line.trim();
    }
  };
}

function report({ environment, results, remainingResources, account }: Scenario): void {
  if (results.length > 0) {
    console.log(checksReport(environment, results));
  }
  if (remainingResources) {
    console.log(remainingResourcesReport(environment, remainingResources));
  }
  if (account && account.columns.length > 0) {
    console.log(settingsReport(environment, account.columns));
  }
  if (results.some(({ passed }) => !passed)) {
    process.exitCode = 1;
  }
}

/** Stops the emulator when the demo is interrupted. Exiting also ends the child process of the current step. */
function stopOn(signal: NodeJS.Signals, exitCode: number): void {
  process.once(signal, () => void Promise.resolve(emulator?.stop()).finally(() => process.exit(exitCode)));
}

async function start(): Promise<void> {
  stopOn('SIGINT', 130);
  stopOn('SIGTERM', 143);
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    return console.log(USAGE);
  }
  let finished = false;
  try {
    await main(options);
    finished = true;
  } finally {
    if (!(options.keep && finished)) {
      await emulator?.stop();
    }
  }
}

start().catch((error: Error) => {
  console.error(`\n${error.message}${emulator ? `\n\nThe log of the emulator is ${emulator.logFile}.` : ''}`);
  process.exitCode = 1;
});
