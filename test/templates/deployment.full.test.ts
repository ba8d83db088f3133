import type { Parameter } from '@aws-sdk/client-cloudformation';
import { APPLIED } from '../../integ/demo/account-checks';
import { readSettings } from '../../integ/demo/account-settings';
import { importCertificate } from '../../integ/demo/certificate';
import { run } from '../../integ/demo/check';
import { checksOf } from '../../integ/demo/checks';
import { describeDeployment, type Deployment } from '../../integ/demo/deployment';
import { COST_CENTER, ENVIRONMENTS, OWNER, type DemoEnvironment } from '../../integ/demo/environments';
import { writeLogObjects } from '../../integ/demo/log-objects';
import { findRemainingResources } from '../../integ/demo/remaining-resources';
import { PARAMETERS } from '../../integ/templates/parameters';
import { fileNameOf, templateOf, yamlOf } from '../../integ/templates/template';
import { EnvironmentType } from '../../src';
import { PlainStack } from '../emulator/plain-stack';
import { useLocalAws, type LocalAccount } from '../support/local-aws';

const accountOf = useLocalAws();
const TEN_MINUTES = 600_000;

/** A preset that is deployed from its template, without the CDK. */
class DeployedTemplate {
  public readonly aws: LocalAccount['aws'];
  public readonly environment: DemoEnvironment;

  private readonly stack: PlainStack;
  private readonly bucket: string;

  constructor(private readonly type: EnvironmentType, account: string) {
    this.aws = accountOf(account).aws;
    this.stack = new PlainStack(this.aws);
    this.bucket = `templates-${account}`;
    this.environment = { ...ENVIRONMENTS.find(({ environmentType }) => environmentType === type)!, stackName: 'plain', database: undefined };
  }

  /** Creates the stack from a bucket, because the template exceeds the size limit of a request. */
  public async create(parameters: Record<string, string> = {}): Promise<void> {
    const { cloudFormation, s3 } = this.aws;
    const Key = fileNameOf(this.type);
    await s3.createBucket({ Bucket: this.bucket });
    await s3.putObject({ Bucket: this.bucket, Key, Body: yamlOf(templateOf(this.type)) });
    const { protocol, hostname, port } = await cloudFormation.config.endpoint!();
    await this.stack.createFrom({
      TemplateURL: `${protocol}//${hostname}:${port}/${this.bucket}/${Key}`,
      Parameters: parametersOf({
        EnvironmentSuffix: this.environment.environmentSuffix, Owner: OWNER, CostCenter: COST_CENTER, EmailAddress: 'security@example.com', ...parameters,
      }),
    });
  }

  /** Updates the stack with the same template and other values of some parameters. */
  public async update(parameters: Record<string, string>): Promise<void> {
    const { Stacks } = await this.aws.cloudFormation.describeStacks({ StackName: this.environment.stackName });
    const previousValues = Stacks![0].Parameters!.map(({ ParameterKey }) => ({ ParameterKey, UsePreviousValue: true })).filter(({ ParameterKey }) => !(ParameterKey! in parameters));
    await this.stack.updateFrom({ UsePreviousTemplate: true, Parameters: [...previousValues, ...parametersOf(parameters)] });
  }

  public delete(): Promise<void> {
    return this.stack.delete();
  }

  public describe(): Promise<Deployment> {
    return describeDeployment(this.aws, this.environment);
  }
}

function parametersOf(values: Record<string, string>): Parameter[] {
  return Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
}

/** Returns the checks of the demo that fail. */
async function failuresOf(deployment: Deployment): Promise<unknown[]> {
  const results = await Promise.all(checksOf(deployment).map(run));
  expect(results.length).toBeGreaterThan(50);
  return results.filter(({ passed }) => !passed).map(({ statement, expected, found }) => ({ statement, expected, found }));
}

/** Returns the kinds of the remaining resources, without keys that are pending deletion. */
async function remainingKinds(deployment: Deployment): Promise<string[]> {
  const remaining = (await findRemainingResources(deployment)).filter(({ state }) => state !== 'PendingDeletion');
  return [...new Set(remaining.map(({ kind }) => kind))].sort();
}

describe('a deployment with the CloudFormation API, without the CDK,', () => {
  test('creates the resources of the demo from the non-production template, and deletes all of them', async () => {
    const stack = new DeployedTemplate(EnvironmentType.NON_PRODUCTION, '600000000001');
    await stack.create();
    const deployment = await stack.describe();
    expect(await failuresOf(deployment)).toEqual([]);
    expect(await remainingKinds(deployment)).toEqual(expect.arrayContaining(['alarm', 'event rule', 'function', 'queue', 'topic']));
    await writeLogObjects(deployment);
    await stack.delete();
    expect(await remainingKinds(deployment)).toEqual([]);
  }, TEN_MINUTES);

  test('creates the resources of the demo from the production template, with deletion protection until a parameter disables it, and retains the data', async () => {
    const stack = new DeployedTemplate(EnvironmentType.PRODUCTION, '600000000002');
    await stack.create({ CertificateArn: await importCertificate(stack.aws) });
    const deployment = await stack.describe();
    expect(await failuresOf(deployment)).toEqual([]);
    expect(await readSettings(stack.aws)).toEqual(APPLIED);
    const { elb, rds } = stack.aws;
    const [LoadBalancerArn] = deployment.resources['AWS::ElasticLoadBalancingV2::LoadBalancer'];
    const protection = async () => ({
      database: (await rds.describeDBInstances({})).DBInstances![0].DeletionProtection,
      loadBalancer: (await elb.describeLoadBalancerAttributes({ LoadBalancerArn })).Attributes!.find(({ Key }) => Key === 'deletion_protection.enabled')!.Value,
    });
    expect(await protection()).toEqual({ database: true, loadBalancer: 'true' });
    expect(await remainingKinds(deployment)).toContain('dashboard');
    await stack.update({ DeletionProtection: 'false' });
    expect(await protection()).toEqual({ database: false, loadBalancer: 'false' });
    await stack.delete();
    expect(await remainingKinds(deployment)).toEqual(['bucket', 'database snapshot', 'key', 'log group', 'option group']);
  }, TEN_MINUTES);

  test('applies the parameters for the CIDR block, the subscriptions and the tags', async () => {
    const stack = new DeployedTemplate(EnvironmentType.NON_PRODUCTION, '600000000003');
    await stack.create({ AddressRange: '172.20.0.0/16', Owner: 'Team B', EmailAddress: 'alarms@example.com' });
    const { ec2, sns } = stack.aws;
    const { resources } = await stack.describe();
    const { Vpcs } = await ec2.describeVpcs({ VpcIds: resources['AWS::EC2::VPC'] });
    expect(Vpcs).toMatchObject([{ CidrBlock: '172.20.0.0/16', Tags: expect.arrayContaining([{ Key: 'Owner', Value: 'Team B' }]) }]);
    const { Subnets } = await ec2.describeSubnets({ SubnetIds: resources['AWS::EC2::Subnet'] });
    expect(Subnets!.map(({ CidrBlock }) => CidrBlock).sort()).toEqual(
      ['172.20.0.0/20', '172.20.128.0/20', '172.20.144.0/20', '172.20.16.0/20', '172.20.64.0/20', '172.20.80.0/20'],
    );
    const { Subscriptions } = await sns.listSubscriptions({});
    expect(Subscriptions!.filter(({ Protocol }) => Protocol === 'email').map(({ Endpoint }) => Endpoint)).toEqual(['alarms@example.com', 'alarms@example.com']);
  }, TEN_MINUTES);

  test('creates an internet-facing load balancer with HTTPS if there is a certificate, and an internal one after its removal', async () => {
    const stack = new DeployedTemplate(EnvironmentType.NON_PRODUCTION, '600000000005');
    const { elb } = stack.aws;
    const schemeAndProtocols = async () => {
      const { LoadBalancers: [{ LoadBalancerArn, Scheme }] = [{}] } = await elb.describeLoadBalancers({});
      const { Listeners } = await elb.describeListeners({ LoadBalancerArn });
      return { Scheme, protocols: Listeners!.map(({ Protocol }) => Protocol).sort() };
    };
    await stack.create({ CertificateArn: await importCertificate(stack.aws) });
    expect(await schemeAndProtocols()).toEqual({ Scheme: 'internet-facing', protocols: ['HTTP', 'HTTPS'] });
    await stack.update({ CertificateArn: '' });
    expect(await schemeAndProtocols()).toEqual({ Scheme: 'internal', protocols: ['HTTP'] });
  }, TEN_MINUTES);

  test.each([
    ['EnvironmentSuffix', 'Dev'],
    ['Owner', 'a*b'],
    ['EmailAddress', 'security'],
    ['AddressRange', '10.0.0.0/8'],
    ['CertificateArn', 'arn:aws:iam::111122223333:server-certificate/x'],
  ] as const)('rejects %s %j with the constraint of the parameter and creates nothing', async (name, value) => {
    const stack = new DeployedTemplate(EnvironmentType.NON_PRODUCTION, '600000000004');
    await expect(stack.create({ [name]: value })).rejects.toThrow(`${name}' ${PARAMETERS[EnvironmentType.NON_PRODUCTION][name].constraint}`);
    await expect(stack.describe()).rejects.toThrow(/does not exist/);
  });
});
