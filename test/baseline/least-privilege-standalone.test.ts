import { actionsOf, identityStatements, resourcesOf, resourceStatements, type HeldStatement } from './policies';
import { PRESETS } from './presets-under-test';
import { serviceRequestsOf, ACTIONS_WITH_WILDCARD, hasUndocumentedKeys, OMITTED_KEYS, omittedKeysOf, nameOf, reasonsOf, DOCUMENTED_KEYS, WILDCARDS } from './privileges';
import { STANDALONE_CONSTRUCTS } from '../support/standalone';
import { templateOf, type TemplateResource } from '../support/templates';

const statementsIn = (resources: Record<string, TemplateResource>): HeldStatement[] => [...identityStatements({ resources }), ...resourceStatements({ resources })];
const hasAsterisk = (statement: HeldStatement) => resourcesOf(statement).some((resource) => resource.includes('*'));

const standalone = STANDALONE_CONSTRUCTS.map(([name, build]) => [name, statementsIn(templateOf(build).toJSON().Resources ?? {})] as const);

describe.each(standalone)('%s outside a SecureBaseline', (_, held) => {
  test('has a documented reason for every asterisk in a resource', () => {
    const unexplained = held.filter((statement) => hasAsterisk(statement) && reasonsOf(statement).length !== 1);
    expect(unexplained.map((statement) => `${nameOf(statement)} ${statement.Sid}`)).toEqual([]);
  });

  test('allows no actions with an asterisk except those of AWS KMS that the AWS documentation uses', () => {
    const actions = held.filter(({ Effect }) => Effect === 'Allow').flatMap(actionsOf).filter((action) => action.includes('*'));
    expect(actions.filter((action) => !ACTIONS_WITH_WILDCARD.includes(action))).toEqual([]);
  });

  test('limits every service with exactly the condition keys that AWS documents', () => {
    expect(serviceRequestsOf(held).filter(hasUndocumentedKeys)).toEqual([]);
  });
});

describe('the tables of wildcards and service requests have no unused rows', () => {
  const held = [...standalone.flatMap(([, statements]) => statements), ...PRESETS.flatMap(([, { resources }]) => statementsIn(resources))];

  test('each reason applies to a statement', () => {
    const needed = held.filter(hasAsterisk).flatMap(reasonsOf);
    expect(WILDCARDS.filter((row) => !needed.includes(row))).toEqual([]);
  });

  test('each request is allowed by a statement', () => {
    const allowed = serviceRequestsOf(held).map(({ title }) => title);
    expect([...DOCUMENTED_KEYS.keys()].filter((title) => !allowed.includes(title))).toEqual([]);
  });

  test('each omitted condition key is documented, and a statement omits it', () => {
    const omitted = serviceRequestsOf(held).flatMap(omittedKeysOf);
    expect(OMITTED_KEYS.filter((row) => !omitted.includes(row))).toEqual([]);
  });
});
