import { join } from 'node:path';
import { AccountChecks } from './account-checks';
import { clientsOf, type Access, type Aws } from './aws';
import { Cdk, type Progress } from './cdk';
import { deleteCertificate, importCertificate } from './certificate';
import { run, type Check, type CheckResult } from './check';
import { checksOf } from './checks';
import type { Plan } from './confirmation';
import { hourlyCost } from './cost';
import { describeDeployment, type Deployment } from './deployment';
import type { DemoEnvironment } from './environments';
import { countVersions, writeLogObjects, type WrittenObjects } from './log-objects';
import { findRemainingResources, type RemainingResource } from './remaining-resources';
import { Restore } from './restore';

/** A step of the demo. Its title and its duration are printed. */
export interface Step {
  readonly title: string;
  readonly run: (progress: Progress) => Promise<void>;
}

const ASSEMBLIES = join(__dirname, '../../cdk.out');
const FIRST_DEPLOYMENT = 'First deployment';
const DELETION = 'Deletion';
const REMEDY_FOR_REMAINING_RESOURCES = 'Find the reason in the events of the stack. In a real account, delete the resources that are listed below before you run the demo again.';

/** Whether the resource is a KMS key that is scheduled for deletion. The waiting period of KMS is 7 days or more. */
const isPendingKey = ({ kind, state }: RemainingResource) => kind === 'key' && state === 'PendingDeletion';

/** The steps that deploy a preset, check it and delete it. */
export class Scenario {
  public readonly results: CheckResult[] = [];
  public remainingResources?: RemainingResource[];
  /** The settings of the account, if it is emulated. */
  public readonly account?: AccountChecks;
  private readonly aws: Aws;
  private readonly cdk: Cdk;
  private readonly production: boolean;
  private readonly assembly: string;
  private certificateArn?: string;
  private deployment?: Deployment;
  private written?: WrittenObjects;

  constructor(public readonly environment: DemoEnvironment, private readonly access: Access) {
    this.aws = clientsOf(access);
    this.cdk = new Cdk(access);
    this.production = environment.preset === 'production';
    this.assembly = join(ASSEMBLIES, environment.stackName);
    this.account = access.local ? new AccountChecks({ aws: this.aws, environment, report: (check) => this.report('Account', check) }) : undefined;
  }

  /** Synthesizes the stack and returns the account, the region and the estimated cost of a deployment. */
  public async plan(): Promise<Plan> {
    const { preset, stackName } = this.environment;
    const { Account } = await this.aws.sts.getCallerIdentity({});
    const region = await this.aws.sts.config.region();
    const certificateArn = `arn:aws:acm:${region}:${Account}:certificate/placeholder`;
    await this.cdk.synth(this.assembly, { preset, certificateArn }, () => undefined);
    return { account: Account!, region, preset, dollarsAnHour: hourlyCost(this.assembly, stackName) };
  }

  /** The steps that deploy the stack, check it and write objects to its buckets. */
  public deploySteps(): Step[] {
    return [
      ...(this.production ? [this.step('Import a self-signed certificate', async () => { this.certificateArn = await importCertificate(this.aws); })] : []),
      this.step('Synthesize the stack', (progress) => this.synth(this.assembly, {}, progress)),
      ...(this.account ? [this.step(this.production ? 'Read the account settings' : 'Create a public bucket and a public snapshot', () => this.account!.prepare())] : []),
      this.step('Bootstrap the account', (progress) => this.bootstrap(progress)),
      ...(this.production && this.access.local ? [this.step('Try a first deployment without protection, which must fail late and leave nothing', (progress) => this.failLate(progress))] : []),
      this.step('Deploy the stack', (progress) => this.cdk.deploy(this.assembly, this.environment.stackName, progress)),
      this.step('Check the deployed resources', (progress) => this.check(progress)),
      ...(this.production && this.access.local ? this.restoreSteps() : []),
      this.step('Write log objects to the buckets', async () => { this.written = await writeLogObjects(this.deployment!); }),
    ];
  }

  /** The steps that delete the stack and check which resources remain. */
  public destroySteps(): Step[] {
    return [
      ...(this.production ? this.unprotectSteps() : []),
      this.step('Delete the stack', (progress) => this.cdk.destroy(this.assembly, this.environment.stackName, progress)),
      this.step('Check for remaining resources', () => this.checkRemainingResources()),
      ...(this.account ? [this.step('Check the account settings', () => this.account!.checkDeletion())] : []),
      ...(this.production ? [this.step('Delete the certificate', () => deleteCertificate(this.aws, this.certificateArn!))] : []),
    ];
  }

  /** The shell commands that configure the AWS CLI for the account of the stack. */
  public accessInstructions(): string {
    const exports = Object.entries(this.access.variables).map(([name, value]) => `export ${name}=${value}`);
    return [`\nThe stack ${this.environment.stackName} remains deployed. Configure the AWS CLI for its account:`, ...exports].join('\n');
  }

  /** Only in an emulated account: a restore in a real account takes half an hour. */
  private restoreSteps(): Step[] {
    const { aws, cdk, environment } = this;
    const restore = new Restore({
      aws,
      cdk,
      environment,
      assembly: `${this.assembly}-restored`,
      synth: (assembly, context, progress) => this.synth(assembly, context, progress),
      report: (check) => this.report('Restore', check),
    });
    return [
      this.step('Take a snapshot of the database', () => restore.takeSnapshot()),
      this.step('Try to restore the snapshot with too little storage, which must fail', (progress) => restore.restoreWithTooLittleStorage(progress)),
      this.step('Restore the snapshot', (progress) => restore.restoreWithStorageOfSnapshot(progress)),
      this.step('Delete the restored database and the snapshot', (progress) => restore.deleteCopies(progress)),
    ];
  }

  /** Only in an emulated account: in a real account, the creation and the rollback take a quarter of an hour. */
  private async failLate(progress: Progress): Promise<void> {
    const assembly = `${this.assembly}-failing`;
    await this.synth(assembly, { failsLate: 'true' }, progress);
    const failure = await this.cdk.deploy(assembly, this.environment.stackName, progress, 'direct').then(() => '', ({ message }: Error) => message);
    await this.report(FIRST_DEPLOYMENT, {
      statement: 'The creation fails after the load balancer wrote to a bucket, because the name of a log group is taken',
      expected: true,
      find: async () => /already exists/.test(failure),
    });
    const { aws, environment, production } = this;
    await this.report(FIRST_DEPLOYMENT, {
      statement: 'With deletionProtection: false and retainData: false, the rollback deletes everything, except keys that are scheduled for deletion',
      expected: ['ROLLBACK_COMPLETE'],
      find: async () => {
        const { Stacks } = await aws.cloudFormation.describeStacks({ StackName: environment.stackName });
        const remaining = await findRemainingResources({ aws, environment, production, outputs: {}, resources: {} });
        return [Stacks![0].StackStatus, ...remaining.filter((one) => !isPendingKey(one)).map(({ kind }) => kind)];
      },
      remedy: REMEDY_FOR_REMAINING_RESOURCES,
    });
    await this.account?.checkRollback();
  }

  private unprotectSteps(): Step[] {
    const unprotected = `${this.assembly}-unprotected`;
    return [
      this.step('Try to delete the protected stack, which must fail', async (progress) => {
        const refusal = await this.cdk.destroy(this.assembly, this.environment.stackName, progress).then(() => undefined, (error: Error) => error);
        await this.report(DELETION, { statement: 'The protected stack cannot be deleted', expected: true, find: async () => refusal !== undefined });
      }),
      this.step('Remove the deletion protection', async (progress) => {
        await this.synth(unprotected, { deletionProtection: 'false' }, progress);
        await this.cdk.deploy(unprotected, this.environment.stackName, progress);
      }),
    ];
  }

  private step(title: string, action: Step['run']): Step {
    return { title: `${this.environment.preset} preset: ${title}`, run: action };
  }

  private synth(assembly: string, context: Record<string, string>, progress: Progress): Promise<void> {
    const certificate: Record<string, string> = this.certificateArn ? { certificateArn: this.certificateArn } : {};
    const settings: Record<string, string> = this.access.local ? {} : { accountSettings: 'report' };
    return this.cdk.synth(assembly, { preset: this.environment.preset, ...certificate, ...settings, ...context }, progress);
  }

  /** Does not bootstrap a real account again, because its bootstrap stack may be customized. */
  private async bootstrap(progress: Progress): Promise<void> {
    const isBootstrapped = !this.access.local && await this.aws.cloudFormation.describeStacks({ StackName: 'CDKToolkit' }).then(() => true, () => false);
    if (!isBootstrapped) {
      await this.cdk.bootstrap(this.assembly, progress);
    }
  }

  private async check(progress: Progress): Promise<void> {
    this.deployment = await describeDeployment(this.aws, this.environment);
    for (const check of checksOf(this.deployment)) {
      progress(check.statement);
      await this.report(check.heading, check);
    }
    await this.account?.checkDeployment(this.deployment);
  }

  private async checkRemainingResources(): Promise<void> {
    this.remainingResources = await findRemainingResources(this.deployment!);
    const kinds = [...new Set(this.remainingResources.filter((one) => !isPendingKey(one)).map(({ kind }) => kind))].sort();
    if (!this.production) {
      return this.report(DELETION, {
        statement: 'No resource remains after the deletion, except keys that are scheduled for deletion',
        expected: [],
        find: async () => kinds,
        remedy: REMEDY_FOR_REMAINING_RESOURCES,
      });
    }
    await this.report(DELETION, {
      statement: 'Only buckets, a database snapshot, KMS keys, log groups and an option group remain after the deletion',
      expected: ['bucket', 'database snapshot', 'key', 'log group', 'option group'],
      find: async () => kinds,
      remedy: REMEDY_FOR_REMAINING_RESOURCES,
    });
    await this.report(DELETION, {
      statement: 'The retained buckets contain all object versions and delete markers',
      expected: [this.written!.versions, this.written!.deleteMarkers],
      find: () => countVersions(this.aws.s3, this.deployment!.resources['AWS::S3::Bucket']),
    });
  }

  private async report(heading: string, check: Check): Promise<void> {
    this.results.push(await run({ ...check, heading }));
  }
}
