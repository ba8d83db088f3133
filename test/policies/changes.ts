import type { DeployedAccount, AttachedPolicy } from './deployed-account';
import type { AwsRequest } from './simulation';
import type { Statement } from '../support/templates';

/** A change that removes a part of a policy or widens it. */
export interface Change {
  readonly name: string;
  readonly policy: AttachedPolicy;
  readonly statements: Statement[];
}

/** Whether a policy is an AWS managed policy or was added by the CDK. */
export const isExternal = ({ document, kind }: AttachedPolicy) => kind === 'identity' && document.Statement.every(({ Sid }) => Sid === undefined);

/** Returns the changes that each remove one action from one statement. */
export function withoutAction(policy: AttachedPolicy, effect: string): Change[] {
  const { Statement: statements } = policy.document;
  return statements.flatMap((statement, index) => statement.Effect !== effect ? [] : [statement.Action].flat().map((action) => {
    const actions = [statement.Action].flat().filter((one) => one !== action);
    const rest = statements.filter((_, other) => other !== index);
    return { name: `${nameOf(policy, statement)}: ${action}`, policy, statements: actions.length > 0 ? [...rest, { ...statement, Action: actions }] : rest };
  }));
}

/** Returns the changes that each remove one condition key from one statement. */
export function withoutCondition(policy: AttachedPolicy, effect: string): Change[] {
  const { Statement: statements } = policy.document;
  return statements.flatMap((statement, index) => Object.entries(statement.Effect === effect ? statement.Condition ?? {} : {})
    .flatMap(([operator, keys]) => Object.keys(keys).map((key) => {
      const { [key]: _, ...others } = keys;
      const { [operator]: __, ...operators } = statement.Condition!;
      const Condition = Object.keys(others).length > 0 ? { ...operators, [operator]: others } : operators;
      return { name: `${nameOf(policy, statement)}: ${key}`, policy, statements: statements.map((one, other) => other === index ? { ...statement, Condition } : one) };
    })));
}

/** Returns the changes that each remove one of several resources from one Allow statement of a bucket policy. */
export function withoutResource(policy: AttachedPolicy): Change[] {
  const { Statement: statements } = policy.document;
  const hasSeveral = ({ Effect, Resource }: Statement) => Effect === 'Allow' && policy.kind === 'resource' && Array.isArray(Resource);
  return statements.flatMap((statement, index) => !hasSeveral(statement) ? [] : (statement.Resource as string[]).map((resource) => {
    const Resource = (statement.Resource as string[]).filter((one) => one !== resource);
    return { name: `${nameOf(policy, statement)}: ${resource}`, policy, statements: statements.map((one, other) => other === index ? { ...statement, Resource } : one) };
  }));
}

/** Returns the changes that each remove one of the resources to which a Deny statement does not apply. */
export function withoutExemption(policy: AttachedPolicy): Change[] {
  const { Statement: statements } = policy.document;
  return statements.flatMap((statement, index) => [statement.NotResource ?? []].flat().map((resource) => {
    const others = [statement.NotResource!].flat().filter((one) => one !== resource);
    const { NotResource: _, ...rest } = statement;
    const changed = others.length > 0 ? { ...rest, NotResource: others } : { ...rest, Resource: '*' };
    return { name: `${nameOf(policy, statement)}: not ${resource}`, policy, statements: statements.map((one, other) => other === index ? changed : one) };
  }));
}

/** Returns the changes that each replace the resource of one Allow statement by `*`: of identity policies, and of bucket policies that restrict object keys. */
export function onAnyResource(policy: AttachedPolicy): Change[] {
  const { Statement: statements } = policy.document;
  const isNarrow = ({ Effect, Resource }: Statement) =>
    Effect === 'Allow' && Resource !== '*' && (policy.kind === 'identity' || /:s3:::.*\//.test(String(Resource)));
  return statements.flatMap((statement, index) => !isNarrow(statement) ? [] : [{
    name: nameOf(policy, statement), policy, statements: statements.map((one, other) => other === index ? { ...statement, Resource: '*' } : one),
  }]);
}

const nameOf = ({ holder, kind }: AttachedPolicy, { Sid }: Statement) => `${holder} ${kind === 'trust' ? 'trust' : Sid}`;

/** Returns the changes that do not change the result of any of the requests. */
export async function ineffective(account: DeployedAccount, changes: Change[], requests: AwsRequest[], result: boolean): Promise<string[]> {
  const found: string[] = [];
  const evaluated = requests.map((request) => ({ request, policies: account.policiesFor(request) }));
  for (const { name, policy, statements } of changes) {
    const affected = evaluated.filter(({ policies }) => policies.includes(policy));
    let isEffective = false;
    for (const { request, policies } of affected) {
      const changed = policies.map((one) => one === policy ? { ...policy, document: { ...policy.document, Statement: statements } } : one);
      isEffective ||= await account.allows(request, changed.filter(({ document }) => document.Statement.length > 0)) !== result;
    }
    found.push(...isEffective ? [] : [name]);
  }
  return found;
}
