import { ofType, type SynthesizedBaseline } from './presets-under-test';
import type { Statement } from '../support/templates';

/** A statement, with the logical id of the resource to which its policy belongs. */
export interface HeldStatement extends Statement {
  readonly holder: string;
}

/** The part of a synthesized baseline that contains policies. */
type Synthesized = Pick<SynthesizedBaseline, 'resources'>;

const SEPARATE_POLICIES = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'];
const INLINE_HOLDERS = ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'];

/** Returns all statements of identity-based policies, with the role, user or group as holder. */
export function identityStatements(preset: Synthesized): HeldStatement[] {
  const separate = SEPARATE_POLICIES.flatMap((type) => ofType(preset, type))
    .flatMap(([id, { Properties }]) => (Properties.Roles ?? []).flatMap((role: { Ref: string }) => held(role.Ref ?? id, Properties.PolicyDocument)));
  const inline = INLINE_HOLDERS.flatMap((type) => ofType(preset, type))
    .flatMap(([id, { Properties }]) => (Properties.Policies ?? []).flatMap((policy: { PolicyDocument: unknown }) => held(id, policy.PolicyDocument)));
  return [...separate, ...inline];
}

/** Returns all statements of resource-based policies and of the trust policies of roles. */
export function resourceStatements({ resources }: Synthesized): HeldStatement[] {
  return Object.entries(resources).filter(([, { Type }]) => Type !== 'AWS::IAM::Policy').flatMap(([holder, { Properties = {} }]) =>
    [Properties.KeyPolicy, Properties.AssumeRolePolicyDocument, Properties.PolicyDocument].flatMap((document) =>
      (document?.Statement ?? []).map((statement: Statement) => ({ Resource: [], ...statement, holder }))));
}

/** Returns the statements of bucket policies by the logical id of the bucket. */
export function bucketStatements(preset: SynthesizedBaseline): Map<string, Statement[]> {
  return new Map(ofType(preset, 'AWS::S3::BucketPolicy').map(([, { Properties }]) => [Properties.Bucket.Ref, Properties.PolicyDocument.Statement]));
}

export function actionsOf({ Action }: Statement): string[] {
  return [Action].flat();
}

/** Returns the resources of a statement as text. Values that are resolved at deployment are shown as `${Id.Arn}` and `${Id}`. */
export function resourcesOf({ Resource }: Statement): string[] {
  return [Resource].flat().map(textOf);
}

/** Returns a value of a template as text. */
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
