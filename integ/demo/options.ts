import { parseArgs } from 'node:util';
import { ENVIRONMENTS, type DemoEnvironment } from './environments';

const PRESETS = ENVIRONMENTS.map(({ preset }) => preset);

export const USAGE = `npm run demo -- [options]

Deploys the secure baseline to an AWS on this machine, checks it, and destroys it.

  --preset NAME    ${PRESETS.join(' or ')} only; default: one after the other
  --keep           leave the emulator and the stacks, and print how to reach them
  --profile NAME   use the real account of this AWS profile; --preset says what to deploy
  --real           use the real account of the AWS credentials in the environment
  --region NAME    the region of the real account; default: that of the profile or the environment
  --yes            do not ask before deploying to a real account
  --help           show this text

Where AWS_ENDPOINT_URL is set, the emulator at that address is used.`;

/** What the command line asks for. */
export interface Options {
  readonly help: boolean;
  readonly keep: boolean;
  readonly yes: boolean;
  readonly real: boolean;
  readonly profile?: string;
  readonly region?: string;
  readonly environments: DemoEnvironment[];
}

/** @throws with the remedy, where an option is unknown or does not fit the others. */
export function optionsOf(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      real: { type: 'boolean', default: false },
      preset: { type: 'string' },
      profile: { type: 'string' },
      region: { type: 'string' },
    },
  });
  const { preset, profile, region } = values;
  const real = values.real === true || profile !== undefined;
  const environments = ENVIRONMENTS.filter((one) => preset === undefined || one.preset === preset);
  if (environments.length === 0) {
    throw new Error(`--preset ${preset}: there are ${PRESETS.join(' and ')}.`);
  }
  if (real && preset === undefined) {
    throw new Error(`An account has one Config recorder a region: say --preset ${PRESETS.join(' or --preset ')}.`);
  }
  return { help: values.help === true, keep: values.keep === true, yes: values.yes === true, real, profile, region, environments };
}
