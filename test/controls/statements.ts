import { idOf } from './resources';

/** A statement of a policy. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: string | Record<string, unknown>;
  readonly NotPrincipal?: unknown;
  readonly Action?: string | string[];
  readonly NotAction?: string | string[];
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** The condition keys that identify the caller, or the resource on whose behalf a service calls. Others, such as `kms:ViaService`, do not. */
const CALLER_KEYS = [
  'aws:PrincipalAccount', 'aws:PrincipalArn', 'aws:PrincipalOrgID', 'aws:SourceAccount', 'aws:SourceArn', 'aws:SourceOrgID', 'aws:SourceOwner',
  'aws:SourceVpc', 'aws:SourceVpce', 'kms:CallerAccount',
].map((key) => key.toLowerCase());

/** Operators that require a value. Negated operators, `IfExists` and `ForAllValues` do not: a request without the key meets their condition. */
const RESTRICTING_OPERATOR = /^(ForAnyValue:)?(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like))$/;

export const isAllowed = ({ Effect }: Statement) => Effect === 'Allow';

/** Returns the actions of a statement: all actions if the statement has `NotAction`. */
export const actionsOf = ({ Action }: Statement): string[] => [Action ?? '*'].flat();

/** Whether a statement allows an action, including by wildcards. IAM ignores the case of actions. */
export function allows(statement: Statement, action: string): boolean {
  return isAllowed(statement) && actionsOf(statement).some((pattern) => matches(pattern, action));
}

/** Whether a statement applies to any KMS key instead of specific ones. */
export function appliesToAnyKey({ Resource }: Statement): boolean {
  return [Resource ?? '*'].flat().map(textOf).some((arn) => arn === '*' || /^arn:[^:]*:kms:/.test(arn) && matches(arn.split(':').slice(5).join(':') || '*', 'key/any'));
}

/** Whether a statement allows access to any principal without a condition on the caller. */
export function isPublic({ Effect, Principal, NotPrincipal, Condition = {} }: Statement): boolean {
  const principals = typeof Principal === 'string' ? [Principal] : Object.values(Principal ?? {}).flat();
  return Effect === 'Allow' && (NotPrincipal !== undefined || principals.includes('*')) && !Object.entries(Condition).some(restrictsCaller);
}

/** AWS Config accepts fixed values only, without wildcards and variables: https://docs.aws.amazon.com/config/latest/developerguide/sns-topic-no-public-access.html */
function restrictsCaller([operator, values]: [string, Record<string, unknown>]): boolean {
  return RESTRICTING_OPERATOR.test(operator) && Object.entries(values).some(([key, value]) =>
    CALLER_KEYS.includes(key.toLowerCase()) && [value].flat().every((one) => !/[*?]|\$\{/.test(textOf(one))));
}

function matches(pattern: string, name: string): boolean {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 'i').test(name);
}

/** Returns a string of a template in which references are replaced by logical ids. */
function textOf(value: unknown): string {
  const { 'Fn::Join': join } = (value ?? {}) as { readonly 'Fn::Join'?: [string, unknown[]] };
  return typeof value === 'string' ? value : join ? join[1].map(textOf).join(join[0]) : `<${idOf(value)}>`;
}
