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
const templateOf = (stack: string): Template => assembly.getStackByName(stack).template;

function problemsWith(from: RegExp, to: string): string[] {
  const application = JSON.stringify(templateOf('Application'));
  expect(application).toMatch(from);
  return problemsOfApplication(JSON.parse(application.replace(from, to)), templateOf('Production'));
}

test('the application of the consumers has the rules and grants that it needs', () => {
  expect(problemsOfApplication(templateOf('Application'), templateOf('Production'))).toEqual([]);
});

test.each<[mistake: string, from: RegExp, to: string, ...problems: string[]]>([
  ['another port', /"FromPort":3307/, '"FromPort":0', 'leaves the report'],
  ['a rule that lets out where one lets in', /AWS::EC2::SecurityGroupIngress/, 'AWS::EC2::SecurityGroupEgress', 'leaves the report', 'enters the database'],
  ['a range of addresses in the place of a group', /"SourceSecurityGroupId":\{[^}]*\}/, '"CidrIp":"10.0.0.0/8"', 'enters the database'],
  ['every action on the secret', /"secretsmanager:DescribeSecret"/, '"secretsmanager:*"', 'is allowed to the report'],
  ['a login of another user', /\/report/, '/admin', 'is allowed to the report'],
  ['the folder of another writer', /\/archive\/AWSLogs/, '/AWSLogs', 'is allowed to CloudTrail in the archive'],
  ['a trail that is not bound', /baseline-prod/, '*', 'is allowed to CloudTrail in the archive'],
  ['public subnets', /BaselineNetworkPrivateSubnet1/, 'BaselineNetworkPublicSubnet1', 'stands around the report'],
])('%s: a problem', (_, from, to, ...whats) => {
  expect(problemsWith(from, to)).toEqual(whats.map((what) => expect.stringContaining(`What ${what} is`)));
});
