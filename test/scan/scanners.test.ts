import { Effect, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { App, Aws, CfnOutput, Stack } from 'aws-cdk-lib/core';
import { check, PACKS, watch } from './cdk-nag';
import { cfnLintFindings } from './cfn-lint';
import { checkovFindings } from './checkov';
import { validateFindings } from './cloudformation-validate';
import { controlTowerFindings } from './control-tower';
import { policiesOf } from './parliament';
import { ScannedTemplate } from './templates';

function build(): Stack {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  const bucket = new Bucket(stack, 'Bucket');
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  new Policy(stack, 'Policy', {
    roles: [role],
    statements: [new PolicyStatement({ effect: Effect.ALLOW, actions: ['s3:GetObject'], resources: [bucket.arnForObjects('*'), `arn:${Aws.PARTITION}:s3:::other/*`] })],
  });
  new CfnOutput(stack, 'Output', { value: bucket.bucketName });
  return stack;
}

const template = new ScannedTemplate('production', build());
const [bucketId] = Object.entries(template.resources).find(([, { Type }]) => Type === 'AWS::S3::Bucket')!;
const file = template.file.split('/').pop()!;
const found = (scanner: string, rule: string, message: string) => ({ scanner, template: 'production', rule, resource: 'Bucket', message });

test('a match of cfn-lint has the path of its resource', () => {
  const match = { Filename: template.file, Message: 'bad', Rule: { Id: 'E1' }, Location: { Path: ['Resources', bucketId, 'Properties', 0] } };
  expect(cfnLintFindings([template], [match])).toEqual([found('cfn-lint', 'E1', 'bad')]);
});

test('a match of cfn-lint outside the resources has the name of its section', () => {
  const match = { Filename: template.file, Message: 'bad', Rule: { Id: 'E1' }, Location: { Path: ['Outputs', 'Output'] } };
  expect(cfnLintFindings([template], [match])[0].resource).toBe('Outputs/Output');
});

test('skipped checks of checkov count as failed', () => {
  const checkOf = (id: string) => ({ check_id: id, check_name: 'bad', file_path: `/../${file}`, resource: `AWS::S3::Bucket.${bucketId}` });
  const report = { results: { failed_checks: [checkOf('FAILED')], skipped_checks: [checkOf('SKIPPED')] }, summary: { parsing_errors: 0 } };
  expect(checkovFindings([template], report)).toEqual([found('checkov', 'FAILED', 'bad'), found('checkov', 'SKIPPED', 'bad')]);
});

test('a template that checkov cannot parse is an error', () => {
  expect(() => checkovFindings([template], { results: { failed_checks: [] }, summary: { parsing_errors: 1 } })).toThrow(/failed to parse/);
});

test('a Control Tower finding has the id of the control, once for each resource', () => {
  const rule = {
    name: 'bucket_check',
    messages: { custom_message: '[CT.S3.PR.1]: Require it' },
    checks: [{ path: `/Resources/${bucketId}/Properties/A` }, { path: `/Resources/${bucketId}/Properties/B` }],
  };
  expect(controlTowerFindings([template], [{ name: template.file, not_compliant: [{ Rule: rule }] }]))
    .toEqual([found('cfn-guard, Control Tower', 'CT.S3.PR.1', 'bucket_check')]);
});

test('a violation of CloudFormation Validate is reported for each of its resources', () => {
  const violation = { ruleName: 'F1', description: 'bad', violatingResources: [{ resourceLogicalId: bucketId, templatePath: file }] };
  expect(validateFindings([template], [violation])).toEqual([found('CloudFormation Validate', 'F1', 'bad')]);
});

test('a finding in a file that is not scanned is an error', () => {
  expect(() => validateFindings([template], [{ ruleName: 'F1', description: '', violatingResources: [{ resourceLogicalId: 'A', templatePath: 'other.json' }] }]))
    .toThrow(/other.json is not one of the scanned templates/);
});

test('parliament receives policies with ARNs in place of references', () => {
  const name = bucketId.toLowerCase();
  expect(policiesOf(template).map(({ id, document }) => [template.pathOf(id), document])).toEqual([['Policy', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: [`arn:aws:s3:::${name}/*`, 'arn:aws:s3:::other/*'] }],
  }]]);
});

describe.each(PACKS)('the pack $name', (pack) => {
  const stack = build();
  stack.node.findChild('Policy').node.defaultChild!.node.addMetadata('aws:cdk:acknowledged-rules', { 'NIST.800.53.R5-IAMNoInlinePolicy': 'acknowledged' });
  const version2 = watch(stack, pack);
  (stack.node.root as App).synth();
  const version3 = check(stack, pack);
  const namesOf = (reports: { rule: string; resource: { node: { path: string } } }[]) => reports.map(({ rule, resource }) => `${rule} ${resource.node.path}`).sort();

  test('reports the same violations in both versions, whether acknowledged or not', () => {
    expect(version2).not.toEqual([]);
    expect(namesOf(version3)).toEqual(namesOf(version2));
  });

  test('distinguishes acknowledged violations from others', () => {
    expect(version3.filter(({ acknowledged }) => acknowledged).map(({ rule }) => rule))
      .toEqual(pack.name === 'AwsSolutions' ? [] : ['NIST.800.53.R5-IAMNoInlinePolicy']);
  });
});
