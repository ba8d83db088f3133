import { join } from 'node:path';
import execa from 'execa';
import type { Access } from './aws';

const REPOSITORY = join(__dirname, '../..');
const bin = (name: string) => join(REPOSITORY, 'node_modules/.bin', name);

/** Receives each line that the CLI prints. */
export type Progress = (line: string) => void;

/** Runs the CDK CLI in an account. */
export class Cdk {
  constructor(private readonly access: Access) {}

  /** Synthesizes the app of the demo into a cloud assembly. */
  public synth(outdir: string, context: Record<string, string>, progress: Progress): Promise<void> {
    const values = Object.entries(context).flatMap(([name, value]) => ['--context', `${name}=${value}`]);
    return this.run(['synth', '-q', '--app', `${bin('tsx')} ${join(__dirname, 'app.ts')}`, '--output', outdir, ...values], progress);
  }

  public bootstrap(assembly: string, progress: Progress): Promise<void> {
    return this.run(['bootstrap', '--app', assembly], progress);
  }

  /** Deploys a stack, by default with a change set as users do. The method `direct` is faster because the CLI waits for CloudFormation only once. */
  public deploy(assembly: string, stackName: string, progress: Progress, method: 'change-set' | 'direct' = 'change-set'): Promise<void> {
    return this.run(['deploy', stackName, '--app', assembly, '--require-approval', 'never', '--method', method, '--progress', 'events'], progress);
  }

  public destroy(assembly: string, stackName: string, progress: Progress): Promise<void> {
    return this.run(['destroy', stackName, '--app', assembly, '--force'], progress);
  }

  private async run(args: string[], progress: Progress): Promise<void> {
    const cli = execa(bin('cdk'), [...args, '--no-notices', '--no-color'], {
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

/** The relevant lines of a failed command: the events of failed resources and the final report, or the last 15 lines if there is no report. */
export function failureOf(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim());
  const report = lines.findIndex((line) => line.includes('❌'));
  return (report < 0 ? lines.slice(-15) : [...lines.slice(0, report).filter((line) => line.includes('FAILED')), ...lines.slice(report)]).join('\n');
}
