import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ExampleProject } from './examples';
import { run, type Progress } from './workspace';

/** A consumer that is installed in its work folder. */
export interface Installed {
  readonly folder: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** An app in one language, with one version of aws-cdk-lib. */
export interface Consumer {
  readonly title: string;
  /** Whether the version of aws-cdk-lib is fixed. */
  readonly pinned: boolean;
  /** Whether aws-cdk-lib validates the templates against its default rules, as in apps created by `cdk init`. */
  readonly validated?: boolean;
  /** Whether the modules can be loaded into this Node.js process. */
  readonly loadable?: boolean;
  readonly install: (progress: Progress) => Promise<Installed>;
  /** Checks the types. Undefined if they are checked with another version. */
  readonly checkTypes?: (app: Installed, progress: Progress) => Promise<unknown>;
  readonly cdkVersion: (app: Installed) => Promise<string>;
  /** The example project of the language, unless it is synthesized with another version. */
  readonly examples?: ExampleProject;
}

export interface SynthOptions {
  readonly progress: Progress;
  /** The output folder. @default cdk.out */
  readonly outdir?: string;
  /** The command of the app; by default the one in cdk.json. */
  readonly command?: string;
  readonly validated?: boolean;
}

export interface Synthesized {
  readonly outdir: string;
  /** The deprecation warnings of aws-cdk-lib. */
  readonly deprecations: string[];
}

/** Runs the app as the CDK CLI does. The CLI itself adds metadata that differs between languages. */
export async function synthesize({ folder, env }: Installed, { progress, outdir = 'cdk.out', command, validated }: SynthOptions): Promise<Synthesized> {
  rmSync(join(folder, outdir), { recursive: true, force: true });
  const [program, ...args] = (command ?? JSON.parse(readFileSync(join(folder, 'cdk.json'), 'utf8')).app as string).split(' ');
  const output = await run(program, args, {
    cwd: folder,
    progress,
    env: {
      ...env,
      CDK_OUTDIR: outdir,
      CDK_VALIDATION: validated ? undefined : 'false',
      CDK_CONTEXT_JSON: validated ? JSON.stringify({ '@aws-cdk/core:validateAgainstDefaultRules': true }) : undefined,
      JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
    },
  });
  return { outdir: join(folder, outdir), deprecations: [...new Set(output.match(/\S+ is deprecated/g))] };
}
