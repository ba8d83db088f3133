import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { App, Lazy, Stack } from 'aws-cdk-lib/core';
import { parse } from 'yaml';
import { withValues } from './with-values';
import type { PlainTemplate } from '../../integ/templates/plain-template';
import { STACK, templateOf, yamlOf } from '../../integ/templates/template';
import { EnvironmentType, SecureBaseline } from '../../src';

const ASSETS = join(__dirname, '../../assets');
const { PRODUCTION, NON_PRODUCTION } = EnvironmentType;
const VALUES = {
  EnvironmentSuffix: 'dev-1',
  Owner: 'Team A',
  CostCenter: 'cc-1',
  EmailAddress: 'security@example.com',
  AddressRange: '10.20.0.0/16',
  CertificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/12345678',
  DeletionProtection: 'true',
};
const CODE_FOLDERS: Record<string, string> = {
  AccountGuardrails: 'account/account-guardrails/account-guardrails.lambda',
  BaselineFindings: 'monitoring/findings/finding-publisher.lambda',
  ClosedDefaultSecurityGroup: 'network/closed-default-security-group/closed-default-security-group.lambda',
  ConfigStarter: 'audit/config-starter/config-starter.lambda',
  DataLossCheck: 'baseline/data-loss-check/data-loss-check.lambda',
  EmptyOnDelete: 'storage/empty-on-delete/empty-on-delete.lambda',
};

/** Returns the template that a CDK app synthesizes with the same values. */
function templateOfConstruct(environmentType: EnvironmentType, { CertificateArn }: typeof VALUES): PlainTemplate {
  const stack = new Stack(new App({ analyticsReporting: false }), STACK);
  new SecureBaseline(stack, 'Baseline', {
    environmentSuffix: VALUES.EnvironmentSuffix,
    owner: VALUES.Owner,
    costCenter: VALUES.CostCenter,
    environmentType,
    network: { cidr: VALUES.AddressRange },
    // The logical id would contain an address that is known at synthesis.
    notifications: { emailAddresses: [Lazy.string({ produce: () => VALUES.EmailAddress })] },
    certificate: CertificateArn ? Certificate.fromCertificateArn(stack, 'Certificate', CertificateArn) : undefined,
  });
  return Template.fromStack(stack).toJSON() as PlainTemplate;
}

/** Returns the resources and outputs of a template with values for its parameters, without metadata and the code of functions. */
function comparable(template: PlainTemplate, values: typeof VALUES): unknown {
  const image = Object.keys(template.Parameters).filter((name) => template.Parameters[name].Type.startsWith('AWS::SSM::'));
  const { Resources, Outputs } = withValues(template, { ...values, 'AWS::Region': 'eu-west-1', [image[0]]: 'image' });
  const resources = Object.entries(Resources).map(([id, { Metadata, ...one }]) => {
    const { Code, ...Properties } = one.Properties ?? {};
    return [id, { ...one, Properties }];
  });
  return { Resources: Object.fromEntries(resources), Outputs };
}

test.each([
  [PRODUCTION, 'with a certificate', VALUES],
  [NON_PRODUCTION, 'with a certificate', VALUES],
  [NON_PRODUCTION, 'without a certificate', { ...VALUES, CertificateArn: '' }],
] as const)('the %s template defines, %s, the same resources under the same logical ids as the construct with the same values', (type, _certificate, values) => {
  const reference = templateOfConstruct(type, values);
  expect(comparable(templateOf(type), values)).toEqual(comparable(reference, values));
});

describe.each(Object.values(EnvironmentType))('the template of the %s preset', (type) => {
  let template: PlainTemplate;
  let text: string;
  let functions: [id: string, properties: Record<string, any>][]; // eslint-disable-line @typescript-eslint/no-explicit-any
  beforeAll(() => {
    template = templateOf(type);
    text = yamlOf(template);
    functions = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function').map(([id, { Properties }]) => [id, Properties!]);
  });

  test('contains the bundled code of each function inline, which CloudFormation stores as index.js', () => {
    expect(functions.length).toBeGreaterThanOrEqual(2);
    for (const [id, { Code, Handler, Runtime }] of functions) {
      const folder = Object.entries(CODE_FOLDERS).find(([name]) => id.startsWith(name))![1];
      expect(Code).toEqual({ ZipFile: readFileSync(join(ASSETS, folder, 'index.js'), 'utf8') });
      expect({ Handler, Runtime }).toEqual({ Handler: 'index.handler', Runtime: expect.stringMatching(/^nodejs/) });
    }
  });

  test('does not depend on CDK bootstrap resources, assets or metadata', () => {
    expect(text.match(/cdk-hnb659fds|BootstrapVersion|AssetParameters|aws:cdk|aws:asset|CDKMetadata|cdk_nag|\$\{Token/g) ?? []).toEqual([]);
    expect(template).not.toHaveProperty('Rules');
    expect(Object.keys(template.Metadata)).toEqual(['AWS::CloudFormation::Interface']);
    expect(Object.values(template.Resources).filter(({ Metadata }) => Metadata)).toEqual([]);
  });

  /** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
  test('does not exceed the quotas of CloudFormation', () => {
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
    expect(Object.keys(template.Resources).length).toBeLessThan(500);
    expect(Object.keys(template.Parameters).length).toBeLessThan(200);
    expect(Object.keys(template.Outputs).length).toBeLessThan(200);
    expect(Buffer.byteLength(template.Description)).toBeLessThanOrEqual(1024);
    functions.forEach(([, { Code }]) => expect(Buffer.byteLength(Code.ZipFile)).toBeLessThan(4 * 1024 * 1024));
  });

  test('uses every parameter', () => {
    const used = JSON.stringify([template.Conditions, template.Resources, template.Outputs]);
    expect(Object.keys(template.Parameters).filter((name) => !used.includes(`{"Ref":"${name}"}`))).toEqual([]);
  });

  test('is the same text in each synthesis, and the same template after parsing', () => {
    expect(yamlOf(templateOf(type))).toBe(text);
    expect(parse(text, { version: '1.1' })).toEqual(template);
    expect(parse(text, { version: '1.2' })).toEqual(template);
  });

  test('contains no named IAM resources and therefore requires only CAPABILITY_IAM', () => {
    const named = Object.values(template.Resources).filter(({ Type, Properties }) => Type.startsWith('AWS::IAM::') && (Properties?.RoleName ?? Properties?.InstanceProfileName ?? Properties?.ManagedPolicyName));
    expect(named).toEqual([]);
  });
});
