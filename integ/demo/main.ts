import { localAccess, realAccess } from './accounts';
import { confirm } from './confirmation';
import { optionsOf, USAGE, type Options } from './options';
import { checksTable, leftoversTable } from './report';
import { Scenario, type Step } from './scenario';
import { installEmulator, startEmulator, type Emulator } from '../emulator/emulator';

/** How often a step that prints no terminal shows what it is doing. */
const PLAIN_PROGRESS_MILLISECONDS = 10_000;

let emulator: Emulator | undefined;

async function main(options: Options): Promise<void> {
  const endpoint = options.real ? undefined : process.env.AWS_ENDPOINT_URL;
  if (!options.real && endpoint === undefined) {
    await runSteps([
      { title: 'installs the emulator', run: () => installEmulator() },
      { title: 'starts the emulator', run: async () => { emulator = await startEmulator({ keep: options.keep }); } },
    ]);
  }
  const scenarios = options.environments.map((environment) =>
    new Scenario(environment, options.real ? realAccess(options) : localAccess(endpoint ?? emulator!.endpoint, environment.localAccount)));
  try {
    for (const scenario of scenarios) {
      if (options.real) {
        await confirm(await scenario.plan(), options.yes);
      }
      await runSteps([...scenario.deploySteps(), ...(options.keep ? [] : scenario.destroySteps())]);
    }
  } finally {
    scenarios.forEach((scenario) => report(scenario));
  }
  if (options.keep) {
    scenarios.forEach((scenario) => console.log(scenario.howToLookAround()));
    console.log(emulator ? `\nWhen done: kill -- -${emulator.processId}` : '');
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

/** On a terminal each line replaces the one before; elsewhere only some are shown. */
function progressOf(task: { output: string }): (line: string) => void {
  let shown = Date.now();
  return (line) => {
    if (process.stdout.isTTY || Date.now() - shown > PLAIN_PROGRESS_MILLISECONDS) {
      shown = Date.now();
      task.output = line.trim();
    }
  };
}

function report({ environment, results, leftovers }: Scenario): void {
  if (results.length > 0) {
    console.log(checksTable(environment.preset, results));
  }
  if (leftovers) {
    console.log(leftoversTable(environment.preset, leftovers));
  }
  if (results.some(({ holds }) => !holds)) {
    process.exitCode = 1;
  }
}

/** An interrupted demo leaves no emulator behind; the process that it runs just then dies with it. */
function stopOn(signal: NodeJS.Signals, exitCode: number): void {
  process.once(signal, () => void Promise.resolve(emulator?.stop()).finally(() => process.exit(exitCode)));
}

async function start(): Promise<void> {
  stopOn('SIGINT', 130);
  stopOn('SIGTERM', 143);
  const options = optionsOf(process.argv.slice(2));
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
  console.error(`\n${error.message}`);
  process.exitCode = 1;
});
