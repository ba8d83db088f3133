import { ofType, type SynthesizedBaseline } from './presets-under-test';
import type { Statement } from '../support/templates';

/** A statement, and the logical id of the resource that holds it. */
export interface HeldStatement extends Statement {
  readonly holder: string;
}

/** As much of what was synthesized as policies need. */
type Synthesized = Pick<SynthesizedBaseline, 'resources'>;

const BARE_POLICIES = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'];
const INLINE_HOLDERS = ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'];

/** Every statement that says what a role may do. */
export function identityStatements(preset: Synthesized): HeldStatement[] {
  const bare = BARE_POLICIES.flatMap((type) => ofType(preset, type))
    .flatMap(([id, { Properties }]) => (Properties.Roles ?? []).flatMap((role: { Ref: string }) => held(role.Ref ?? id, Properties.PolicyDocument)));
  const inline = INLINE_HOLDERS.flatMap((type) => ofType(preset, type))
    .flatMap(([id, { Properties }]) => (Properties.Policies ?? []).flatMap((policy: { PolicyDocument: unknown }) => held(id, policy.PolicyDocument)));
  return [...bare, ...inline];
}

/** Every statement of the policies of resources, and of those that say who may take a role. */
export function resourceStatements({ resources }: Synthesized): HeldStatement[] {
  return Object.entries(resources).filter(([, { Type }]) => Type !== 'AWS::IAM::Policy').flatMap(([holder, { Properties = {} }]) =>
    [Properties.KeyPolicy, Properties.AssumeRolePolicyDocument, Properties.PolicyDocument].flatMap((document) =>
      (document?.Statement ?? []).map((statement: Statement) => ({ Resource: [], ...statement, holder }))));
}

/** Every statement of the policies of buckets, by bucket. */
export function bucketStatements(preset: SynthesizedBaseline): Map<string, Statement[]> {
  return new Map(ofType(preset, 'AWS::S3::BucketPolicy').map(([, { Properties }]) => [Properties.Bucket.Ref, Properties.PolicyDocument.Statement]));
}

export function actionsOf({ Action }: Statement): string[] {
  return [Action].flat();
}

/** The resources of a statement as text, in which `${Id.Arn}` and `${Id}` stand for what the deployment fills in. */
export function resourcesOf({ Resource }: Statement): string[] {
  return [Resource].flat().map(textOf);
}

/** A value of a template as text. */
export function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    return String(value);
  }
  const [[name, inner]] = Object.entries(value);
  switch (name) {
    case 'Ref': return `\${${inner}}`;
    case 'Fn::GetAtt': return `\${${[inner].flat().join('.')}}`;
    case 'Fn::Join': return (inner[1] as unknown[]).map(textOf).join(inner[0]);
    default: return JSON.stringify(value);
  }
}

function held(holder: string, document: unknown): HeldStatement[] {
  return (document as { Statement: Statement[] }).Statement.map((statement) => ({ ...statement, holder }));
}
