import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { App, Stack } from 'aws-cdk-lib/core';
import { localAccess } from '../../integ/demo/accounts';
import { clientsOf, type Access, type Aws } from '../../integ/demo/aws';
import { Cdk } from '../../integ/demo/cdk';
import { installEmulator, startEmulator, type Emulator } from '../../integ/emulator/emulator';

const FIVE_MINUTES = 300_000;
const BOOTSTRAP_TEMPLATE = join(__dirname, '../../node_modules/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml');

/** An account of the local AWS emulator. */
export class LocalAccount {
  public readonly aws: Aws;
  private readonly access: Access;
  private readonly cdk: Cdk;
  private readonly assemblies = mkdtempSync(join(tmpdir(), 'secure-baseline-'));
  private bootstrapped?: Promise<void>;

  constructor(endpoint: string, account: string) {
    this.access = localAccess(endpoint, account);
    this.aws = clientsOf(this.access);
    this.cdk = new Cdk(this.access);
  }

  /** The clients for another region of the account. */
  public inRegion(AWS_REGION: string): Aws {
    return clientsOf({ ...this.access, variables: { ...this.access.variables, AWS_REGION } });
  }

  /** Deploys a stack with the constructs that `build` adds, with the CDK CLI. */
  public async deploy(stackName: string, build: (stack: Stack) => void): Promise<void> {
    const outdir = join(this.assemblies, stackName);
    const app = new App({ outdir, analyticsReporting: false, treeMetadata: false });
    build(new Stack(app, stackName));
    app.synth();
    await (this.bootstrapped ??= this.bootstrap());
    await this.cdk.deploy(outdir, stackName, ignore, 'direct');
  }

  /** Destroys a stack that was deployed. */
  public async destroy(stackName: string): Promise<void> {
    await this.cdk.destroy(join(this.assemblies, stackName), stackName, ignore);
  }

  /** Deletes the cloud assemblies. */
  public dispose(): void {
    rmSync(this.assemblies, { recursive: true });
  }

  /** Deploys the bootstrap template of the CDK CLI. The CLI itself, which the demo runs, takes several times longer. */
  private async bootstrap(): Promise<void> {
    const { cloudFormation: client } = this.aws;
    const StackName = 'CDKToolkit';
    await client.createStack({
      StackName,
      TemplateBody: readFileSync(BOOTSTRAP_TEMPLATE, 'utf8'),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      // The values of the CLI. Without them, the template creates a KMS key and an execution role without permissions.
      Parameters: [
        { ParameterKey: 'CloudFormationExecutionPolicies', ParameterValue: 'arn:aws:iam::aws:policy/AdministratorAccess' },
        { ParameterKey: 'FileAssetsBucketKmsKeyId', ParameterValue: 'AWS_MANAGED_KEY' },
      ],
    });
    await waitUntilStackCreateComplete({ client, maxWaitTime: 60, minDelay: 0.2, maxDelay: 0.2 }, { StackName });
  }
}

const ignore = () => undefined;

/** Starts an emulator for the tests of a file. Returns a function that creates an account of the emulator, or returns an existing one. */
export function useLocalAws(): (account: string) => LocalAccount {
  let emulator: Emulator;
  const accounts = new Map<string, LocalAccount>();
  beforeAll(async () => {
    await installEmulator();
    emulator = await startEmulator();
  }, FIVE_MINUTES);
  afterAll(async () => {
    accounts.forEach((account) => account.dispose());
    await emulator.stop();
  });
  return (account) => {
    const local = accounts.get(account) ?? new LocalAccount(emulator.endpoint, account);
    accounts.set(account, local);
    return local;
  };
}
