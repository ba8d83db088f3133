import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Duration, type Stack } from 'aws-cdk-lib/core';
import { APPLIED } from '../../integ/demo/account-checks';
import { readSettings, type SettingValues } from '../../integ/demo/account-settings';
import { createPublicResources, publicResources } from '../../integ/demo/existing-resources';
import { AccountGuardrails, EarlierValues, GuardrailMode, type AccountGuardrailsProps } from '../../src/account';
import { RECORDS_PATH } from '../../src/account/account-guardrails/resource-properties';
import { ACCOUNT_SETTINGS, AccountSetting } from '../../src/account/account-settings';
import { PRESETS } from '../baseline/presets-under-test';
import { ineffective, withoutAction } from '../policies/changes';
import { DeployedAccount, type AttachedPolicy } from '../policies/deployed-account';
import { requestsOf } from '../policies/functions/api-permissions';
import { useRecordedAws } from '../policies/functions/recording';
import type { AwsRequest } from '../policies/simulation';
import { ACCOUNT, PLACES } from '../policies/template-values';
import type { LocalAccount } from '../support/local-aws';
import { templateOf } from '../support/templates';

const { accountOf, recordedCalls } = useRecordedAws();
const STACK = 'guardrails';
const REGIONS = ['us-east-1', 'eu-west-1'];
const PLACE = { ...PLACES[0], region: 'us-east-1' };
const { APPLY, OFF, REPORT } = GuardrailMode;
const CHANGES = Object.values(ACCOUNT_SETTINGS).flatMap(({ writeActions }) => writeActions);
/** Lambda itself writes the logs, handlers of all custom resources confirm operations, and a deployment on the emulator fits in one invocation. */
const UNRECORDED = /WriteOwnLogs|ConfirmOperation|ContinueItself/;
const CONFLICTING = [AccountSetting.S3_PUBLIC_ACCESS_BLOCK, AccountSetting.SNAPSHOT_PUBLIC_ACCESS_BLOCK, AccountSetting.EBS_ENCRYPTION];

const guardrails = (props: AccountGuardrailsProps) => (stack: Stack) =>
  void new AccountGuardrails(stack, 'Account', { onDelete: EarlierValues.RESTORE, regions: REGIONS, ...props });
const settingsOf = (account: LocalAccount): Promise<SettingValues[]> => Promise.all(REGIONS.map((region) => readSettings(account.inRegion(region))));
const recordsIn = async ({ aws: { ssm } }: LocalAccount) => (await ssm.getParametersByPath({ Path: RECORDS_PATH, Recursive: true })).Parameters!
  .map(({ Name }) => Name!.slice(RECORDS_PATH.length + 1));

/** Every setting except the deletion of the default VPC. */
const withEverySetting = (keyArn: string) => (stack: Stack) => guardrails({
  settings: { instanceMetadataEnforcement: APPLY },
  confirmedSettings: [AccountSetting.EBS_ENCRYPTION, AccountSetting.EBS_DEFAULT_KEY, AccountSetting.INSTANCE_METADATA_ENFORCEMENT],
  securityContact: { name: 'On-call', title: 'Security', emailAddress: 'security@example.com', phoneNumber: '+1 555 0100' },
  ebsDefaultKey: Key.fromKeyArn(stack, 'VolumeKey', keyArn),
  notificationTopic: new Topic(stack, 'Topic', { masterKey: new Key(stack, 'Key') }),
  passwordPolicy: { maximumAge: Duration.days(365) },
})(stack);
const withoutDefaultVpc = guardrails({ settings: { defaultVpc: OFF, defaultVpcDeletion: APPLY } });

/** Lets an account comply with no setting, and contain one resource of each kind at which the function looks. Nothing is public. */
async function prepare({ aws: { autoScaling, ec2, emr, s3, ssm } }: LocalAccount): Promise<void> {
  await s3.createBucket({ Bucket: 'without-block' });
  await s3.deletePublicAccessBlock({ Bucket: 'without-block' });
  const { VolumeId } = await ec2.createVolume({ AvailabilityZone: 'us-east-1a', Size: 1 });
  const { SnapshotId } = await ec2.createSnapshot({ VolumeId });
  await ec2.modifySnapshotAttribute({ SnapshotId, CreateVolumePermission: { Add: [{ UserId: '999999999999' }] } });
  const { ImageId } = await ec2.registerImage({ Name: 'golden', BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId } }] });
  await autoScaling.createLaunchConfiguration({ LaunchConfigurationName: 'old', ImageId, InstanceType: 't3.micro' });
  await autoScaling.createAutoScalingGroup({ AutoScalingGroupName: 'old', LaunchConfigurationName: 'old', MinSize: 0, MaxSize: 0, AvailabilityZones: ['us-east-1a'] });
  await ec2.enableSerialConsoleAccess({});
  await emr.putBlockPublicAccessConfiguration({ BlockPublicAccessConfiguration: { BlockPublicSecurityGroupRules: false } });
  await ssm.createDocument({ Name: 'runbook', Content: '{}' });
}

/** The policies of a deployed stack, and the requests that its function sent. */
interface Deployed {
  readonly policies: DeployedAccount;
  readonly requests: AwsRequest[];
}
const deployed: Deployed[] = [];

/** Deploys the stack, does something, and deletes it. */
async function whileDeployed(account: LocalAccount, build: (stack: Stack) => void, use: () => Promise<void>): Promise<void> {
  const before = recordedCalls().length;
  await account.deploy(STACK, build);
  const { StackResources } = await account.aws.cloudFormation.describeStackResources({ StackName: STACK });
  await use();
  await account.destroy(STACK);
  const names = StackResources!.map(({ LogicalResourceId, PhysicalResourceId }) => [LogicalResourceId!, PhysicalResourceId!.replace(/^arn:aws:sns:.*:/, '')]);
  const policies = new DeployedAccount(templateOf(build).toJSON().Resources, PLACE, { ...Object.fromEntries(names), 'AWS::StackId': StackResources![0].StackId! });
  const requests = recordedCalls().slice(before).flatMap((call) => requestsOf(policies, call)).map((request) => inRegion(REGIONS[0], request));
  deployed.push({ policies, requests: [...new Map(requests.map((request) => [JSON.stringify(request), request])).values()] });
}

function inRegion(region: string, request: AwsRequest): AwsRequest {
  return { ...request, context: { ...request.context, 'aws:RequestedRegion': region } };
}

describe('account settings', () => {
  test('are applied in all governed regions, and are restored when the stack is deleted, except one that someone changed', async () => {
    const account = accountOf(ACCOUNT);
    await prepare(account);
    const { KeyMetadata } = await account.aws.kms.createKey({});
    const before = await settingsOf(account);
    await whileDeployed(account, withEverySetting(KeyMetadata!.Arn!), async () => {
      expect(await settingsOf(account)).toEqual([APPLIED, APPLIED]);
      await account.aws.ec2.modifyInstanceMetadataDefaults({ HttpTokens: 'optional' });
      const { Functions } = await account.aws.lambda.listFunctions({});
      const { FunctionError } = await account.aws.lambda.invoke({ FunctionName: Functions![0].FunctionName, Payload: JSON.stringify({ source: 'aws.events' }) });
      expect(FunctionError).toBeUndefined();
      const messages = recordedCalls().filter(({ command }) => command === 'PublishCommand').map(({ input }) => input.Message);
      expect([...new Set(messages)]).toEqual([expect.stringMatching(/^IMDSv2 as the default of new instances \(us-east-1\): changed/)]);
    });
    expect(await settingsOf(account)).toEqual([{ ...before[0], [AccountSetting.INSTANCE_METADATA_DEFAULTS]: 'optional' }, before[1]]);
    expect(await recordsIn(account)).toEqual([`${AccountSetting.INSTANCE_METADATA_DEFAULTS}/earlier`]);
  });

  test('that would break a public bucket and a public snapshot are not applied, and all others are', async () => {
    const account = accountOf('720000000002');
    const { bucket, snapshot } = await createPublicResources(account.aws, 'guardrails-public');
    const [before] = await settingsOf(account);
    await whileDeployed(account, withoutDefaultVpc, async () => {
      const expected: SettingValues = { ...APPLIED, [AccountSetting.DEFAULT_VPC]: 'does not exist', [CONFLICTING[0]]: before[CONFLICTING[0]] };
      expect(await settingsOf(account)).toEqual([{ ...expected, ...Object.fromEntries(CONFLICTING.map((setting) => [setting, before[setting]])) }, expected]);
      expect(await publicResources(account.aws)).toEqual([bucket, snapshot]);
    });
    expect(await settingsOf(account)).toEqual([before, before]);
    expect(await recordsIn(account)).toEqual([]);
  });
});

describe('the role of the function', () => {
  const isOfFunction = ({ holder, kind }: AttachedPolicy) => kind === 'identity' && /^(?:Baseline)?AccountGuardrailsFunctionRole/.test(holder);
  const thoseThatAre = async (expected: boolean, requests: [DeployedAccount, AwsRequest][]) => {
    const allowed = await Promise.all(requests.map(([policies, request]) => policies.allows(request)));
    return requests.map(([, { action, resource }]) => `${action} ${resource}`).filter((_, index) => allowed[index] === expected);
  };
  const allowedOf = (requests: [DeployedAccount, AwsRequest][]) => thoseThatAre(true, requests);
  const sent = () => deployed.flatMap(({ policies, requests }) => requests.map((request): [DeployedAccount, AwsRequest] => [policies, request]));
  const changes = () => sent().filter(([, { action }]) => CHANGES.includes(action));

  test('allows every call of the function', async () => {
    expect(deployed).toHaveLength(2);
    expect(await thoseThatAre(false, sent())).toEqual([]);
  });

  test.each(PRESETS)('has no other permissions with %s', (_name, { resources }) => {
    const permissionsIn = (policies: DeployedAccount) => policies.policies.filter(isOfFunction)
      .flatMap(({ document }) => document.Statement.flatMap(({ Sid, Action }) => [Action].flat().map((action) => `${Sid} ${action}`)));
    const tested = deployed.flatMap(({ policies }) => permissionsIn(policies));
    const permissions = permissionsIn(new DeployedAccount(resources, PLACES[0]));
    expect(permissions.length).toBeGreaterThan(30);
    expect(permissions.filter((permission) => !tested.includes(permission))).toEqual([]);
  });

  test('has only permissions that a call in one of the deployments needs', async () => {
    const permissions = deployed.map(({ policies }) => policies.policies.filter(isOfFunction)
      .flatMap((policy) => withoutAction(policy, 'Allow')).filter(({ name }) => !UNRECORDED.test(name)));
    const needed = await Promise.all(deployed.map(async ({ policies, requests }, index) => {
      const unneeded = (await Promise.all(permissions[index].map((change) =>
        ineffective(policies, [change], requests.filter(({ action }) => change.name.endsWith(`: ${action}`)), true)))).flat();
      return permissions[index].map(({ name }) => name).filter((name) => !unneeded.includes(name));
    }));
    const all = permissions.flat().map(({ name }) => name);
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter((name) => !needed.flat().includes(name))).toEqual([]);
  });

  test('allows no change of a region that is not governed', async () => {
    const ofRegions = changes().filter(([, { action }]) => !/^(account|iam|s3):/.test(action));
    expect(ofRegions.length).toBeGreaterThan(30);
    expect(await allowedOf(ofRegions.map(([policies, request]) => [policies, inRegion('ap-south-1', request)]))).toEqual([]);
  });

  test('allows no change if the settings are only reported', async () => {
    const reporting = new DeployedAccount(templateOf(guardrails({ mode: REPORT })).toJSON().Resources, PLACE);
    const principal = reporting.session('AccountGuardrails');
    expect(await allowedOf(changes().map(([, request]) => [reporting, { ...request, principal }]))).toEqual([]);
  });

  test.each([
    ['records of other stacks', /owners\/[^/]+$/, 'owners/other'],
    ['reports of other stacks', /reports\/[^/]+$/, 'reports/other'],
    ['other parameters', /parameter\/secure-baseline/, 'parameter/other'],
    ['other service settings', /servicesetting\/.*/, 'servicesetting/ssm/parameter-store/default-parameter-tier'],
    ['parameters and networks of other accounts', /:(ec2|ssm):([^:]*):\d+:/, ':$1:$2:999999999999:'],
  ])('allows no access to %s', async (_kind, pattern, replacement) => {
    const others = sent().filter(([, { resource }]) => pattern.test(resource))
      .map(([policies, request]): [DeployedAccount, AwsRequest] => [policies, { ...request, resource: request.resource.replace(pattern, replacement) }]);
    expect(others.length).toBeGreaterThan(0);
    expect(await allowedOf(others)).toEqual([]);
  });
});
