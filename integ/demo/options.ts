import { parseArgs } from 'node:util';
import { ENVIRONMENTS, type DemoEnvironment } from './environments';

const PRESETS = ENVIRONMENTS.map(({ preset }) => preset);

export const USAGE = `Usage: npm run demo -- [OPTIONS]

Deploys the secure baseline to an AWS emulator on this machine, checks the deployed resources, and deletes them.

Options:
  --preset NAME    deploy only this preset: ${PRESETS.join(' or ')}; default: both, one after the other
  --keep           keep the emulator and the stacks, and print how to connect to them
  --profile NAME   deploy to the real account of this AWS profile; requires --preset
  --real           deploy to the real account of the AWS credentials in the environment; requires --preset
  --region NAME    region of the real account; default: the region of the profile or the environment
  --yes            deploy to a real account without confirmation
  --help           print this help

If the environment variable AWS_ENDPOINT_URL is set, the demo uses the emulator at that address.`;

/** The options of the command line. */
export interface Options {
  readonly help: boolean;
  readonly keep: boolean;
  readonly yes: boolean;
  readonly real: boolean;
  readonly profile?: string;
  readonly region?: string;
  readonly environments: DemoEnvironment[];
}

/** @throws if an option is unknown or conflicts with another option */
export function parseOptions(args: string[]): Options {
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
    throw new Error(`--preset must be ${PRESETS.join(' or ')}, got ${preset}.`);
  }
  if (real && preset === undefined) {
    throw new Error('--preset must be specified for a real account, because an account can have only one AWS Config recorder per region. '
      + `Add --preset ${PRESETS.join(' or --preset ')}.`);
  }
  return { help: values.help === true, keep: values.keep === true, yes: values.yes === true, real, profile, region, environments };
}
