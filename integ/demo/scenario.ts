import { join } from 'node:path';
import { clientsOf, type Access, type Aws } from './aws';
import { Cdk, type Progress } from './cdk';
import { importCertificate, removeCertificate } from './certificate';
import { run, type Check, type CheckResult } from './check';
import { checksOf } from './checks';
import type { Plan } from './confirmation';
import { hourlyCost } from './cost';
import { describeDeployment, type Deployment } from './deployment';
import type { DemoEnvironment } from './environments';
import { leftoversOf, type Leftover } from './leftovers';
import { countVersions, writeLogObjects, type Written } from './log-objects';

/** A step of the demo: a line with its time. */
export interface Step {
  readonly title: string;
  readonly run: (progress: Progress) => Promise<void>;
}

const ASSEMBLIES = join(__dirname, '../../cdk.out');
/** What AWS does not delete at once: a key can be brought back for a week at least. */
const isPendingKey = ({ kind, state }: Leftover) => kind === 'key' && state === 'PendingDeletion';

/** Deploys a preset, checks it, and takes it down again. */
export class Scenario {
  public readonly results: CheckResult[] = [];
  public leftovers?: Leftover[];
  private readonly aws: Aws;
  private readonly cdk: Cdk;
  private readonly production: boolean;
  private readonly assembly: string;
  private certificateArn?: string;
  private deployment?: Deployment;
  private written?: Written;

  constructor(public readonly environment: DemoEnvironment, private readonly access: Access) {
    this.aws = clientsOf(access);
    this.cdk = new Cdk(access);
    this.production = environment.preset === 'production';
    this.assembly = join(ASSEMBLIES, environment.stackName);
  }

  /** Where the stack would go, and what it costs: the template says so before anything is deployed. */
  public async plan(): Promise<Plan> {
    const { preset, stackName } = this.environment;
    const { Account } = await this.aws.sts.getCallerIdentity({});
    const region = await this.aws.sts.config.region();
    const certificateArn = `arn:aws:acm:${region}:${Account}:certificate/made-later`;
    await this.cdk.synth(this.assembly, { preset, certificateArn }, () => undefined);
    return { account: Account!, region, preset, dollarsAnHour: hourlyCost(this.assembly, stackName) };
  }

  /** Until the stack is there, checked and filled. */
  public deploySteps(): Step[] {
    return [
      ...(this.production ? [this.step('imports a self-signed certificate', async () => { this.certificateArn = await importCertificate(this.aws); })] : []),
      this.step('synthesizes', (progress) => this.synth(this.assembly, {}, progress)),
      this.step('bootstraps the account', (progress) => this.bootstrap(progress)),
      this.step('deploys', (progress) => this.cdk.deploy(this.assembly, this.environment.stackName, progress)),
      this.step('checks what was deployed', (progress) => this.check(progress)),
      this.step('writes log objects into the buckets', async () => { this.written = await writeLogObjects(this.deployment!); }),
    ];
  }

  /** From then until nothing is left that should not be. */
  public destroySteps(): Step[] {
    return [
      ...(this.production ? this.unprotectSteps() : []),
      this.step('destroys', (progress) => this.cdk.destroy(this.assembly, this.environment.stackName, progress)),
      this.step('looks what is left', () => this.checkLeftovers()),
      ...(this.production ? [this.step('removes the certificate', () => removeCertificate(this.aws, this.certificateArn!))] : []),
    ];
  }

  /** The shell commands with which the stack is reached. */
  public howToLookAround(): string {
    const exports = Object.entries(this.access.variables).map(([name, value]) => `export ${name}=${value}`);
    return [`\n${this.environment.preset}: stack ${this.environment.stackName}`, ...exports].join('\n');
  }

  private unprotectSteps(): Step[] {
    const unprotected = `${this.assembly}-unprotected`;
    return [
      this.step('tries to destroy, and is refused', async (progress) => {
        const refusal = await this.cdk.destroy(this.assembly, this.environment.stackName, progress).then(() => undefined, (error: Error) => error);
        await this.report({ row: 'B12', resource: 'protected stack', property: 'can be destroyed', expected: false, find: async () => refusal === undefined });
      }),
      this.step('lifts the protection', async (progress) => {
        await this.synth(unprotected, { deletionProtection: 'false' }, progress);
        await this.cdk.deploy(unprotected, this.environment.stackName, progress);
      }),
    ];
  }

  private step(title: string, action: Step['run']): Step {
    return { title: `${this.environment.preset}: ${title}`, run: action };
  }

  private synth(assembly: string, context: Record<string, string>, progress: Progress): Promise<void> {
    const certificate: Record<string, string> = this.certificateArn ? { certificateArn: this.certificateArn } : {};
    return this.cdk.synth(assembly, { preset: this.environment.preset, ...certificate, ...context }, progress);
  }

  /** An account of somebody's own may be bootstrapped in a way of its own. */
  private async bootstrap(progress: Progress): Promise<void> {
    const isThere = !this.access.local && await this.aws.cloudFormation.describeStacks({ StackName: 'CDKToolkit' }).then(() => true, () => false);
    if (!isThere) {
      await this.cdk.bootstrap(this.assembly, progress);
    }
  }

  private async check(progress: Progress): Promise<void> {
    this.deployment = await describeDeployment(this.aws, this.environment);
    for (const check of checksOf(this.deployment)) {
      progress(`${check.resource}: ${check.property}`);
      await this.report(check);
    }
  }

  private async checkLeftovers(): Promise<void> {
    this.leftovers = await leftoversOf(this.deployment!);
    const kinds = () => [...new Set(this.leftovers!.filter((one) => !isPendingKey(one)).map(({ kind }) => kind))].sort();
    const left = { row: 'A7', resource: 'destroyed stack', property: 'left behind', find: async () => kinds() };
    if (!this.production) {
      return this.report({ ...left, expected: [] });
    }
    await this.report({ ...left, expected: ['bucket', 'database snapshot', 'key', 'log group', 'option group'] });
    await this.report({
      row: 'A7',
      resource: 'destroyed stack',
      property: 'versions and delete markers still there',
      expected: [this.written!.versions, this.written!.deleteMarkers],
      find: () => countVersions(this.aws.s3, this.deployment!.resources['AWS::S3::Bucket']),
    });
  }

  private async report(check: Check): Promise<void> {
    this.results.push(await run(check));
  }
}
