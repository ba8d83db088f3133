import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run, type Progress } from './workspace';

/** A consumer in its work folder, ready to synthesize. */
export interface Installed {
  readonly folder: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** An app in one language, with one version of aws-cdk-lib. */
export interface Consumer {
  readonly title: string;
  /** Whether its aws-cdk-lib is always the same. */
  readonly pinned: boolean;
  /** Whether aws-cdk-lib validates its templates, and fails where its default rules warn, as in apps that `cdk init` made. */
  readonly validated?: boolean;
  /** Whether its modules can be loaded into this process, as those of Node.js. */
  readonly loadable?: boolean;
  readonly install: (progress: Progress) => Promise<Installed>;
  /** Undefined where they are checked with another version. */
  readonly checkTypes?: (app: Installed, progress: Progress) => Promise<unknown>;
  readonly cdkVersion: (app: Installed) => Promise<string>;
}

export interface SynthOptions {
  readonly progress: Progress;
  /** Tells apart what is synthesized in the same folder. */
  readonly outdir?: string;
  readonly validated?: boolean;
}

export interface Synthesized {
  readonly outdir: string;
  /** What the deprecated parts of aws-cdk-lib said when they were used. */
  readonly deprecations: string[];
}

/** Runs the app as the CDK CLI would, without the CLI: it would add metadata that differ by language. */
export async function synthesize({ folder, env }: Installed, { progress, outdir = 'cdk.out', validated }: SynthOptions): Promise<Synthesized> {
  rmSync(join(folder, outdir), { recursive: true, force: true });
  const { app } = JSON.parse(readFileSync(join(folder, 'cdk.json'), 'utf8'));
  const [command, ...args] = app.split(' ');
  const output = await run(command, args, {
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
