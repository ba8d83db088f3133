import { join } from 'node:path';
import execa from 'execa';
import type { Finding } from './findings';
import { PYTHON_TOOLS, type Scanner } from './scanner';
import type { Resource, ScannedTemplate } from './templates';

interface Problem {
  readonly issue: string;
  readonly title: string;
  readonly detail: unknown;
}

interface Policy {
  readonly template: ScannedTemplate;
  readonly id: string;
  readonly document: unknown;
}

const PSEUDO_PARAMETERS: Record<string, string> = {
  'AWS::AccountId': '111122223333',
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-west-1',
  'AWS::StackId': 'arn:aws:cloudformation:eu-west-1:111122223333:stack/stack/11111111-2222-3333-4444-555555555555',
  'AWS::StackName': 'stack',
  'AWS::URLSuffix': 'amazonaws.com',
};

const REGIONAL = 'eu-west-1:111122223333';
/** The values of references to resources or attributes that are not names. */
const REFERENCES: Record<string, (name: string) => string> = {
  'AWS::EC2::VPC.DefaultSecurityGroup': () => 'sg-11111111',
  'AWS::IAM::Role.Arn': (name) => `arn:aws:iam::111122223333:role/${name}`,
  'AWS::KMS::Key.Arn': () => `arn:aws:kms:${REGIONAL}:key/11111111-2222-3333-4444-555555555555`,
  'AWS::Lambda::Function.Arn': (name) => `arn:aws:lambda:${REGIONAL}:function:${name}`,
  'AWS::Logs::LogGroup.Arn': (name) => `arn:aws:logs:${REGIONAL}:log-group:${name}:*`,
  'AWS::S3::Bucket.Arn': (name) => `arn:aws:s3:::${name}`,
  'AWS::SNS::Topic': (name) => `arn:aws:sns:${REGIONAL}:${name}`,
  'AWS::SQS::Queue.Arn': (name) => `arn:aws:sqs:${REGIONAL}:${name}`,
};

/** Analyzes every identity policy. parliament does not support resource policies, such as those of buckets, keys and topics. */
export const PARLIAMENT: Scanner = {
  name: 'parliament',
  async scan(templates) {
    const policies = templates.flatMap(policiesOf);
    const { stdout } = await execa(PYTHON_TOOLS.command('python'), [join(__dirname, 'analyze_policies.py')], {
      input: JSON.stringify(policies.map(({ document }) => document)),
    });
    const problems: Problem[][] = JSON.parse(stdout);
    return policies.flatMap(({ template, id }, index) => problems[index].map(({ issue, title, detail }): Finding => ({
      scanner: PARLIAMENT.name, template: template.name, rule: issue, resource: template.pathOf(id), message: `${title}: ${JSON.stringify(detail)}`,
    })));
  },
};

/** Returns the identity policies of a template, with example values in place of references. */
export function policiesOf(template: ScannedTemplate): Policy[] {
  return Object.entries(template.resources).filter(([, { Type }]) => Type.startsWith('AWS::IAM::')).flatMap(([id, { Properties = {} }]) => {
    const inline = (Properties.Policies ?? []) as { PolicyDocument: unknown }[];
    const documents = [...inline.map(({ PolicyDocument }) => PolicyDocument), ...(Properties.PolicyDocument ? [Properties.PolicyDocument] : [])];
    return documents.map((document) => ({ template, id, document: resolve(document, template.resources) }));
  });
}

/** Returns a value in which intrinsic functions are replaced by example values. */
export function resolve(value: unknown, resources: Record<string, Resource>): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => resolve(item, resources));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const [[name, inner]] = Object.entries(value);
  switch (name) {
    case 'Ref': return referenceTo([inner], resources);
    case 'Fn::GetAtt': return referenceTo(inner, resources);
    case 'Fn::Join': return (resolve(inner[1], resources) as string[]).join(inner[0]);
    default: return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, resources)]));
  }
}

function referenceTo([id, attribute]: string[], resources: Record<string, Resource>): string {
  if (id in PSEUDO_PARAMETERS) {
    return PSEUDO_PARAMETERS[id];
  }
  const kind = [resources[id]?.Type, ...(attribute ? [attribute] : [])].join('.');
  return (REFERENCES[kind] ?? ((name: string) => name))(id.toLowerCase());
}
