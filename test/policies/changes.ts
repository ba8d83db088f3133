import type { DeployedAccount, HeldPolicy } from './deployed-account';
import type { AwsRequest } from './simulation';
import type { Statement } from '../support/templates';

/** A policy with something taken out of it or let into it. */
export interface Change {
  readonly name: string;
  readonly holder: HeldPolicy;
  readonly statements: Statement[];
}

/** AWS's own policies, and what the CDK adds. */
export const isTheirs = ({ document, kind }: HeldPolicy) => kind === 'identity' && document.Statement.every(({ Sid }) => Sid === undefined);

/** What the CDK adds to a role beside our own policy, with the same rights. */
function isRepeated(policy: HeldPolicy, { policies }: DeployedAccount): boolean {
  const rightsOf = ({ document }: HeldPolicy) => document.Statement.map(({ Effect, Action, Resource }) => JSON.stringify([Effect, Action, Resource]));
  const others = policies.filter((other) => other !== policy && other.holder === policy.holder).flatMap(rightsOf);
  return isTheirs(policy) && rightsOf(policy).every((right) => others.includes(right));
}

/** Every way to take one action out of one statement. */
export function withoutAction(holder: HeldPolicy, effect: string): Change[] {
  const { Statement: statements } = holder.document;
  return statements.flatMap((statement, index) => statement.Effect !== effect ? [] : [statement.Action].flat().map((action) => {
    const actions = [statement.Action].flat().filter((one) => one !== action);
    const rest = statements.filter((_, other) => other !== index);
    return { name: `${nameOf(holder, statement)}: ${action}`, holder, statements: actions.length > 0 ? [...rest, { ...statement, Action: actions }] : rest };
  }));
}

/** Every way to take one condition out of one statement that allows. */
export function withoutCondition(holder: HeldPolicy): Change[] {
  const { Statement: statements } = holder.document;
  return statements.flatMap((statement, index) => Object.entries(statement.Effect === 'Allow' ? statement.Condition ?? {} : {})
    .flatMap(([operator, keys]) => Object.keys(keys).map((key) => {
      const { [key]: _, ...others } = keys;
      const { [operator]: __, ...operators } = statement.Condition!;
      const Condition = Object.keys(others).length > 0 ? { ...operators, [operator]: others } : operators;
      return { name: `${nameOf(holder, statement)}: ${key}`, holder, statements: statements.map((one, other) => other === index ? { ...statement, Condition } : one) };
    })));
}

/** Every statement that names something within its resource, or one among others, with anything in its place. */
export function onAnything(holder: HeldPolicy): Change[] {
  const { Statement: statements } = holder.document;
  const isNarrow = ({ Effect, Resource }: Statement) =>
    Effect === 'Allow' && Resource !== '*' && (holder.kind === 'identity' || /:s3:::.*\//.test(String(Resource)));
  return statements.flatMap((statement, index) => !isNarrow(statement) ? [] : [{
    name: nameOf(holder, statement), holder, statements: statements.map((one, other) => other === index ? { ...statement, Resource: '*' } : one),
  }]);
}

const nameOf = ({ holder, kind }: HeldPolicy, { Sid }: Statement) => `${holder} ${kind === 'trust' ? 'trust' : Sid}`;

/** The changes after which every one of the requests is answered as before. */
export async function unnoticed(account: DeployedAccount, changes: Change[], requests: AwsRequest[], before: boolean): Promise<string[]> {
  const found: string[] = [];
  const judged = requests.map((request) => ({ request, policies: account.policiesFor(request).filter((policy) => !isRepeated(policy, account)) }));
  for (const { name, holder, statements } of changes) {
    const touched = judged.filter(({ policies }) => policies.includes(holder));
    let isNoticed = false;
    for (const { request, policies } of touched) {
      const changed = policies.map((policy) => policy === holder ? { ...holder, document: { ...holder.document, Statement: statements } } : policy);
      isNoticed ||= await account.allows(request, changed.filter(({ document }) => document.Statement.length > 0)) !== before;
    }
    found.push(...isNoticed ? [] : [name]);
  }
  return found;
}
