/** Checks the template of a consumer's application stack that uses a baseline in another stack. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

interface Resource {
  readonly Type: string;
  readonly Properties: { readonly [name: string]: unknown };
}

export interface Template {
  readonly Resources: { readonly [id: string]: Resource };
  readonly Outputs?: { readonly [id: string]: { readonly Value: unknown; readonly Export?: { readonly Name: unknown } } };
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Principal?: unknown;
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const RULE = ['IpProtocol', 'FromPort', 'ToPort', 'GroupId', 'SourceSecurityGroupId', 'DestinationSecurityGroupId', 'CidrIp'];

/** Checks the synthesized templates in a folder. */
export function acrossStacksProblems(outdir: string): string[] {
  const read = (stack: string): Template => JSON.parse(readFileSync(join(outdir, `${stack}.template.json`), 'utf8'));
  return problemsOfApplication(read('Application'), read('Production'));
}

/** Checks the security group rules and permissions of the application. */
export function problemsOfApplication(application: Template, baseline: Template): string[] {
  const template = resolveImports(application, baseline);
  const group = groupId(onlyIdOf(template, 'AWS::EC2::SecurityGroup'));
  const database = databaseOf(baseline);
  const archive = onlyIdOf(template, 'AWS::S3::Bucket');
  const trail = arn('cloudtrail', 'trail/baseline-prod');
  const { VpcConfig: network } = template.Resources[onlyIdOf(template, 'AWS::Lambda::Function')].Properties;
  const port = { IpProtocol: 'tcp', FromPort: database.port, ToPort: database.port };
  const expectations: [subject: string, found: unknown, expected: unknown][] = [
    ['network of the report function', network, { SecurityGroupIds: [group], SubnetIds: privateSubnetsOf(baseline) }],
    ['egress of the report function', rulesOf(template, 'AWS::EC2::SecurityGroupEgress'), [{ ...port, GroupId: group, DestinationSecurityGroupId: database.group }]],
    ['ingress of the database', rulesOf(template, 'AWS::EC2::SecurityGroupIngress'), [{ ...port, GroupId: database.group, SourceSecurityGroupId: group }]],
    ['permissions of the report function', statementsOf(template, 'AWS::IAM::Policy'), [
      allow(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], { Ref: onlyIdOf(baseline, 'AWS::SecretsManager::SecretTargetAttachment') }),
      { ...allow('kms:Decrypt', getAtt(database.key, 'Arn')), Condition: { StringEquals: { 'kms:ViaService': concat('secretsmanager.', REGION, '.amazonaws.com') } } },
      allow('rds-db:connect', arn('rds-db', 'dbuser:', getAtt(database.id, 'DbiResourceId'), '/report')),
    ]],
    ['permissions of CloudTrail in the archive', statementsOf(template, 'AWS::S3::BucketPolicy').filter(({ Effect }) => Effect === 'Allow'), [
      { ...toCloudTrail('s3:GetBucketAcl', getAtt(archive, 'Arn')), Condition: { StringEquals: { 'aws:SourceArn': trail } } },
      {
        ...toCloudTrail('s3:PutObject', concat(getAtt(archive, 'Arn'), '/archive/AWSLogs/', ACCOUNT, '/*')),
        Condition: { StringEquals: { 'aws:SourceArn': trail, 's3:x-amz-acl': 'bucket-owner-full-control' } },
      },
    ]],
    ['reference from the baseline to the application', JSON.stringify(baseline).includes('Application:ExportsOutput'), false],
  ];
  return expectations.filter(([, found, expected]) => !isDeepStrictEqual(found, expected))
    .map(([subject, found, expected]) => `Unexpected ${subject}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(found)}.`);
}

const REGION = { Ref: 'AWS::Region' };
const ACCOUNT = { Ref: 'AWS::AccountId' };
const getAtt = (id: string, attribute: string) => ({ 'Fn::GetAtt': [id, attribute] });
const groupId = (id: string) => getAtt(id, 'GroupId');
const concat = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });
const arn = (service: string, resource: string, ...rest: unknown[]) =>
  concat('arn:', { Ref: 'AWS::Partition' }, `:${service}:`, REGION, ':', ACCOUNT, `:${resource}`, ...rest);
const allow = (action: string | string[], resource: unknown) => ({ Action: action, Effect: 'Allow', Resource: resource });
const toCloudTrail = (action: string, resource: unknown) => ({ ...allow(action, resource), Principal: { Service: 'cloudtrail.amazonaws.com' } });

/** Replaces the imports by the values that the baseline exports. */
function resolveImports(template: Template, { Outputs = {} }: Template): Template {
  const exported = new Map(Object.values(Outputs).flatMap(({ Export, Value }): [unknown, unknown][] => (Export ? [[Export.Name, Value]] : [])));
  return JSON.parse(JSON.stringify(template), (_, value: { 'Fn::ImportValue'?: unknown } | null) => exported.get(value?.['Fn::ImportValue']) ?? value);
}

interface DatabaseProperties {
  readonly Port: string;
  readonly VPCSecurityGroups: unknown[];
  readonly KmsKeyId: { readonly 'Fn::GetAtt': [string, string] };
}

/** The database with its port, security group and KMS key. Read replicas have a source. */
function databaseOf(baseline: Template): { id: string; port: number; group: unknown; key: string } {
  const Resources = Object.fromEntries(Object.entries(baseline.Resources).filter(([, { Properties }]) => Properties?.SourceDBInstanceIdentifier === undefined));
  const id = onlyIdOf({ Resources }, 'AWS::RDS::DBInstance');
  const { Port, VPCSecurityGroups: [group], KmsKeyId } = baseline.Resources[id].Properties as unknown as DatabaseProperties;
  return { id, port: Number(Port), group, key: KmsKeyId['Fn::GetAtt'][0] };
}

function privateSubnetsOf(baseline: Template): unknown[] {
  return ofType(baseline, 'AWS::EC2::Subnet').filter(([id]) => id.includes('PrivateSubnet')).map(([id]) => ({ Ref: id }));
}

function ofType({ Resources }: Template, type: string): [id: string, resource: Resource][] {
  return Object.entries(Resources).filter(([, { Type }]) => Type === type);
}

function onlyIdOf(template: Template, type: string): string {
  const [[id] = [''], ...others] = ofType(template, type);
  if (id === '' || others.length > 0) {
    throw new Error(`The template must contain one ${type}, got ${[id, ...others.map(([other]) => other)].join(', ') || 'none'}.`);
  }
  return id;
}

/** The properties of the security group rules of a type. */
function rulesOf(template: Template, type: string): unknown[] {
  return ofType(template, type).map(([, { Properties }]) => Object.fromEntries(RULE.filter((name) => name in Properties).map((name) => [name, Properties[name]])));
}

function statementsOf(template: Template, type: string): Statement[] {
  return ofType(template, type)
    .flatMap(([, { Properties }]) => (Properties.PolicyDocument as { Statement: (Statement & { readonly Sid?: string })[] }).Statement)
    .map(({ Sid, ...statement }) => statement);
}
