import { App, Stack } from 'aws-cdk-lib';
import { problemsOfApplication, type Template } from './across-stacks';
import { ApplicationStack } from './typescript/application-stack';
import { production as options } from './typescript/options';
import { EnvironmentType, SecureBaseline } from '../../src';

jest.mock('@org/secure-baseline', () => jest.requireActual('../../src'), { virtual: true });

const app = new App();
const production = new Stack(app, 'Production');
const baseline = new SecureBaseline(production, 'Baseline', {
  environmentSuffix: 'prod', owner: 'team-a', costCenter: 'cc-1234', environmentType: EnvironmentType.PRODUCTION, ...options(production),
});
new ApplicationStack(app, 'Application', { baseline });
const assembly = app.synth();
/** A copy, because the CDK is loaded outside of the suite, where the prototypes of objects differ. */
const templateOf = (stack: string): Template => JSON.parse(JSON.stringify(assembly.getStackByName(stack).template)) as Template;

function problemsWith(from: RegExp, to: string): string[] {
  const application = JSON.stringify(templateOf('Application'));
  expect(application).toMatch(from);
  return problemsOfApplication(JSON.parse(application.replace(from, to)), templateOf('Production'));
}

test('the application of the consumers has exactly the expected rules and grants', () => {
  expect(problemsOfApplication(templateOf('Application'), templateOf('Production'))).toEqual([]);
});

test.each<[mistake: string, from: RegExp, to: string, ...subjects: string[]]>([
  ['a different port', /"FromPort":3307/, '"FromPort":0', 'egress of the report function'],
  ['an egress rule instead of an ingress rule', /AWS::EC2::SecurityGroupIngress/, 'AWS::EC2::SecurityGroupEgress', 'egress of the report function', 'ingress of the database'],
  ['a CIDR block instead of a security group', /"SourceSecurityGroupId":\{[^}]*\}/, '"CidrIp":"10.0.0.0/8"', 'ingress of the database'],
  ['all actions on the secret', /"secretsmanager:DescribeSecret"/, '"secretsmanager:*"', 'permissions of the report function'],
  ['a login as another user', /\/report/, '/admin', 'permissions of the report function'],
  ['the prefix of another log writer', /\/archive\/AWSLogs/, '/AWSLogs', 'permissions of CloudTrail in the archive'],
  ['permissions for any trail', /baseline-prod/, '*', 'permissions of CloudTrail in the archive'],
  ['public subnets', /BaselineNetworkPrivateSubnet1/, 'BaselineNetworkPublicSubnet1', 'network of the report function'],
])('reports %s', (_, from, to, ...subjects) => {
  expect(problemsWith(from, to)).toEqual(subjects.map((subject) => expect.stringContaining(`Unexpected ${subject}:`)));
});
