import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnPolicy, ManagedPolicy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { App, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import * as baseline from '../../../src';
import { acknowledge, acknowledgeWildcards } from '../../../src/common/compliance/nag-acknowledgements';
import { baselineIn, productionProps } from '../../baseline/presets-under-test';
import { check, PACKS, watch, type Report } from '../../scan/cdk-nag';
import { STANDALONE_CONSTRUCTS, importVpc } from '../../support/standalone';
import { recommendedFlags, templateOf } from '../../support/templates';

/** Returns the findings that users of cdk-nag 2 and 3 see. */
function findingsOf(build: (stack: Stack) => void, context?: Record<string, unknown>): string[] {
  const stack = new Stack(new App({ context, analyticsReporting: false }), 'Stack');
  build(stack);
  const watched = PACKS.map((pack) => watch(stack, pack));
  (stack.node.root as App).synth();
  const show = (version: number) => ({ rule, resource, message }: Report) => `${version}: ${rule} at ${resource.node.path}: ${message}`;
  return [
    ...watched.flat().filter(({ acknowledged }) => !acknowledged).map(show(2)),
    ...PACKS.flatMap((pack) => check(stack, pack)).filter(({ acknowledged }) => !acknowledged).map(show(3)),
  ];
}

describe('users of cdk-nag 2 and 3 see no finding about', () => {
  test('the production preset', () => {
    expect(findingsOf((stack) => baselineIn(stack, productionProps(stack)))).toEqual([]);
  });

  test('the non-production preset', () => {
    expect(findingsOf((stack) => baselineIn(stack))).toEqual([]);
  });

  test('a preset with all recommended feature flags', () => {
    // Without this flag synthesis would print a report of the annotations of cdk-nag 2.
    const flags = { ...recommendedFlags, '@aws-cdk/core:annotationsInValidationReport': false };
    expect(findingsOf((stack) => baselineIn(stack), flags)).toEqual([]);
  });

  test.each(STANDALONE_CONSTRUCTS)('%s', (_, build) => {
    expect(findingsOf(build)).toEqual([]);
  });

  test('any construct of the package: all constructs are tested', () => {
    const constructs = Object.entries(baseline).filter(([, exported]) => typeof exported === 'function' && exported.prototype instanceof Construct).map(([name]) => name);
    expect(constructs.length).toBeGreaterThan(20);
    expect(constructs.filter((name) => name !== 'SecureBaseline' && !STANDALONE_CONSTRUCTS.some(([alone]) => alone.startsWith(name)))).toEqual([]);
  });
});

describe('users of cdk-nag 2 and 3 still see', () => {
  test('wildcards in statements that they add to the instance role', () => {
    const findings = findingsOf((stack) => {
      const { role } = new baseline.WebTier(stack, 'It', { vpc: importVpc(stack) });
      role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: ['*'] }));
    });
    expect(findings.map((text) => text.split(' at ')[0])).toEqual(['2: AwsSolutions-IAM5', '3: AwsSolutions-IAM5']);
  });

  test.each([
    ['instances', 'Instance'],
    ['enhanced monitoring', 'Monitoring'],
  ])('a managed policy that they add to the role of %s', (_, name) => {
    const findings = findingsOf((stack) => {
      const roles = baselineIn(stack, productionProps(stack)).node.findAll().filter((node) => node.node.path.endsWith(`${name}Role/Resource`)) as Role[];
      expect(roles).toHaveLength(1);
      roles[0].addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess'));
    });
    expect(findings).toEqual([2, 3].map((version) => expect.stringMatching(`^${version}: AwsSolutions-IAM4 at .*AdministratorAccess`)));
  });

  test.each([
    ['for another attribute', (stack: Stack) => `\${${nameOf(stack)}.DomainName}/*`],
    ['with another suffix', (stack: Stack) => `\${${nameOf(stack)}.Arn}/private/*`],
    ['with another prefix', (stack: Stack) => `x\${${nameOf(stack)}.Arn}/*`],
    ['of another depth', (stack: Stack) => `\${${nameOf(stack)}.Arn}*`],
  ])('a wildcard %s than the one that is acknowledged', (_, resourceOf) => {
    const findings = findingsOf((stack) => {
      new Bucket(stack, 'Bucket');
      const policy = new CfnPolicy(stack, 'Policy', {
        policyName: 'Policy',
        policyDocument: {
          Statement: [
            { Sid: 'Acknowledged', Effect: 'Allow', Action: 's3:GetObject', Resource: { 'Fn::Sub': `\${${nameOf(stack)}.Arn}/*` } },
            { Sid: 'Other', Effect: 'Allow', Action: 's3:GetObject', Resource: { 'Fn::Sub': resourceOf(stack) } },
          ],
        },
      });
      acknowledgeWildcards(policy, { Acknowledged: 'the objects of one bucket' });
      acknowledge(policy, 'a policy of this test', 'NIST.800.53.R5-IAMNoInlinePolicy');
    }).filter((text) => text.includes('Stack/Policy'));
    expect(findings).toEqual([2, 3].map((version) => expect.stringContaining(`${version}: AwsSolutions-IAM5 at Stack/Policy`)));
  });

  test('a HardenedBucket without access logs and KMS key, but not a LoggingBucket for access logs', () => {
    const findings = findingsOf((stack) => {
      new baseline.HardenedBucket(stack, 'It');
      new baseline.LoggingBucket(stack, 'Logs').allowServerAccessLogs('other');
    });
    const rules = ['AwsSolutions-S1', 'NIST.800.53.R5-S3BucketLoggingEnabled', 'NIST.800.53.R5-S3DefaultEncryptionKMS'];
    expect(findings.map((text) => text.split(': ', 2).join(': '))).toEqual([2, 3].flatMap((version) => rules.map((rule) => `${version}: ${rule} at Stack/It/Resource`)));
  });

  test('their own resources', () => {
    const findings = findingsOf((stack) => {
      new baseline.EncryptionKey(stack, 'It');
      new LogGroup(stack, 'Own', { retention: RetentionDays.ONE_DAY });
    });
    const finding = 'NIST.800.53.R5-CloudWatchLogGroupEncrypted at Stack/Own/Resource';
    expect(findings).toEqual([expect.stringContaining(`2: ${finding}`), expect.stringContaining(`3: ${finding}`)]);
  });
});

// `cdk refactor` identifies a resource whose logical id changed by comparing everything else, including metadata.
test('no acknowledgement in a template contains a logical id', () => {
  const { Resources } = templateOf((stack) => void baselineIn(stack, productionProps(stack))).toJSON() as { Resources: Record<string, { Metadata?: { cdk_nag?: unknown } }> };
  const texts = Object.values(Resources).flatMap(({ Metadata }) => JSON.stringify(Metadata?.cdk_nag) ?? []);
  expect(texts.filter((text) => text.includes('applies_to')).length).toBeGreaterThan(5);
  expect(Object.keys(Resources).filter((id) => texts.some((text) => text.includes(id)))).toEqual([]);
});

// cdk-nag 3.0.0 and 3.0.1 recognize only the prefix `annotation::`, newer versions of the CDK write `Annotation::`, and no prefix is always recognized.
test('the ids of acknowledged rules of cdk-nag have no prefix', () => {
  const ids = acknowledgedIdsOf((stack) => void baselineIn(stack, productionProps(stack)));
  expect(ids.length).toBeGreaterThan(20);
  expect(ids.filter((id) => /^\w+::/.test(id))).toEqual([]);
});

test.each<[string, (stack: Stack) => void, string[]]>([
  ['subnets with Availability Zones of the user', (stack) => void new baseline.ThreeTierVpc(stack, 'It', { availabilityZones: ['eu-west-1a', 'eu-west-1b'] }), ['PublicSubnet1', 'PublicSubnet2', 'PrivateSubnet1', 'PrivateSubnet2', 'IsolatedSubnet1', 'IsolatedSubnet2']],
  ['a group in subnets with known Availability Zones', (stack) => void new baseline.WebTier(stack, 'It', {
    vpc: Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1', vpcCidrBlock: '10.0.0.0/16', availabilityZones: ['eu-west-1a', 'eu-west-1b'], publicSubnetIds: ['subnet-1', 'subnet-2'], privateSubnetIds: ['subnet-3', 'subnet-4'],
    }),
  }), ['Instances']],
  ['no resource of a VPC without Availability Zones of the user', (stack) => void new baseline.ThreeTierVpc(stack, 'It'), []],
])('rule W3010 of CloudFormation Validate is acknowledged for %s', (_, build, expected) => {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env: { account: '111111111111', region: 'eu-west-1' } });
  build(stack);
  const acknowledged = stack.node.findAll().filter(({ node }) => node.metadata.some(({ data }) => Object.keys(Object(data)).includes('CloudFormation-Validate::W3010')));
  expect(acknowledged.map(({ node }) => node.path.replace('Stack/It/', '').replace('/ASG', '').replace('/Resource', ''))).toEqual(expected);
});

function acknowledgedIdsOf(build: (stack: Stack) => void): string[] {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  build(stack);
  (stack.node.root as App).synth();
  const metadata = stack.node.findAll().flatMap(({ node }) => node.metadata).filter(({ type }) => type === 'aws:cdk:acknowledged-rules');
  return metadata.flatMap(({ data }) => Object.keys(data));
}

/** Returns the logical id of the bucket in the stack. */
function nameOf(stack: Stack): string {
  return stack.resolve((stack.node.findChild('Bucket').node.defaultChild as CfnBucket).logicalId);
}
