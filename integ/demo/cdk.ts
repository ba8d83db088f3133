import { join } from 'node:path';
import execa from 'execa';
import type { Access } from './aws';

const REPOSITORY = join(__dirname, '../..');
const bin = (name: string) => join(REPOSITORY, 'node_modules/.bin', name);

/** Hears of each line that the CLI prints. */
export type Progress = (line: string) => void;

/** The real cdk CLI, in an account. */
export class Cdk {
  constructor(private readonly access: Access) {}

  /** Writes the cloud assembly of the demo's app. */
  public synth(outdir: string, context: Record<string, string>, progress: Progress): Promise<void> {
    const values = Object.entries(context).flatMap(([name, value]) => ['--context', `${name}=${value}`]);
    return this.run(['synth', '--quiet', '--app', `${bin('tsx')} ${join(__dirname, 'app.ts')}`, '--output', outdir, ...values], progress);
  }

  public bootstrap(assembly: string, progress: Progress): Promise<void> {
    return this.run(['bootstrap', '--app', assembly], progress);
  }

  /** Deploys with a change set, as users do, or without: then the CLI waits once for CloudFormation, not twice. */
  public deploy(assembly: string, stackName: string, progress: Progress, method: 'change-set' | 'direct' = 'change-set'): Promise<void> {
    return this.run(['deploy', stackName, '--app', assembly, '--require-approval', 'never', '--method', method], progress);
  }

  public destroy(assembly: string, stackName: string, progress: Progress): Promise<void> {
    return this.run(['destroy', stackName, '--app', assembly, '--force'], progress);
  }

  private async run(args: string[], progress: Progress): Promise<void> {
    const cli = execa(bin('cdk'), [...args, '--progress', 'events', '--no-notices', '--no-color'], {
      cwd: REPOSITORY, env: this.environment(), extendEnv: false, all: true, reject: false, stdin: 'ignore',
    });
    cli.all!.on('data', (chunk: Buffer) => chunk.toString().split('\n').filter((line) => line.trim()).forEach(progress));
    const { exitCode, all } = await cli;
    if (exitCode !== 0) {
      throw new Error(`cdk ${args[0]} failed:\n${failureOf(all ?? '')}`);
    }
  }

  private environment(): NodeJS.ProcessEnv {
    const { AWS_PROFILE, AWS_SESSION_TOKEN, ...inherited } = process.env;
    return { ...(this.access.local ? inherited : process.env), ...this.access.variables, CDK_DISABLE_VERSION_CHECK: '1' };
  }
}

/** What went wrong, as the CLI tells it: each failed resource, and its report at the end whole; without a report, its last lines. */
export function failureOf(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim());
  const report = lines.findIndex((line) => line.includes('❌'));
  return (report < 0 ? lines.slice(-15) : [...lines.slice(0, report).filter((line) => line.includes('FAILED')), ...lines.slice(report)]).join('\n');
}
