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

/** What tells who asks, or on whose behalf. Others, such as `kms:ViaService` by itself, tell how they ask. */
const CALLER_KEYS = [
  'aws:PrincipalAccount', 'aws:PrincipalArn', 'aws:PrincipalOrgID', 'aws:SourceAccount', 'aws:SourceArn', 'aws:SourceOrgID', 'aws:SourceOwner',
  'aws:SourceVpc', 'aws:SourceVpce', 'kms:CallerAccount',
].map((key) => key.toLowerCase());

/** Those that demand a value. Negated operators do not, nor those with `IfExists` or `ForAllValues`, which a request without the key passes. */
const BINDING_OPERATOR = /^(ForAnyValue:)?(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like))$/;

export const isAllowed = ({ Effect }: Statement) => Effect === 'Allow';

/** The actions that a statement names; all, where it names those that it leaves out. */
export const actionsOf = ({ Action }: Statement): string[] => [Action ?? '*'].flat();

/** Whether a statement allows an action, by wildcards too. IAM does not look at the case. */
export function allows(statement: Statement, action: string): boolean {
  return isAllowed(statement) && actionsOf(statement).some((pattern) => covers(pattern, action));
}

/** Whether a statement is about any key, and not about those that it names. */
export function isAboutAnyKey({ Resource }: Statement): boolean {
  return [Resource ?? '*'].flat().map(textOf).some((arn) => arn === '*' || /^arn:[^:]*:kms:/.test(arn) && covers(arn.split(':').slice(5).join(':') || '*', 'key/any'));
}

/** Whether a statement lets anybody in, without a condition on who it is. */
export function isForEverybody({ Effect, Principal, NotPrincipal, Condition = {} }: Statement): boolean {
  const principals = typeof Principal === 'string' ? [Principal] : Object.values(Principal ?? {}).flat();
  return Effect === 'Allow' && (NotPrincipal !== undefined || principals.includes('*')) && !Object.entries(Condition).some(isBinding);
}

/** AWS Config takes fixed values only, without wildcards and variables: https://docs.aws.amazon.com/config/latest/developerguide/sns-topic-no-public-access.html */
function isBinding([operator, values]: [string, Record<string, unknown>]): boolean {
  return BINDING_OPERATOR.test(operator) && Object.entries(values).some(([key, value]) =>
    CALLER_KEYS.includes(key.toLowerCase()) && [value].flat().every((one) => !/[*?]|\$\{/.test(textOf(one))));
}

function covers(pattern: string, name: string): boolean {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 'i').test(name);
}

/** A string of a template, with ids for what it refers to. */
function textOf(value: unknown): string {
  const { 'Fn::Join': join } = (value ?? {}) as { readonly 'Fn::Join'?: [string, unknown[]] };
  return typeof value === 'string' ? value : join ? join[1].map(textOf).join(join[0]) : `<${idOf(value)}>`;
}
