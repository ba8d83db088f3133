import { actionsOf, identityStatements, resourcesOf, resourceStatements, type HeldStatement } from './policies';
import { PRESETS } from './presets-under-test';
import { askedByServices, FAMILIES_OF_ACTIONS, isBoundOtherwise, LEFT_OUT, leftOutOf, nameOf, reasonsOf, SENT_BY_SERVICES, WILDCARDS } from './privileges';
import { STANDALONE_CONSTRUCTS } from '../support/standalone';
import { templateOf, type TemplateResource } from '../support/templates';

const statementsIn = (resources: Record<string, TemplateResource>): HeldStatement[] => [...identityStatements({ resources }), ...resourceStatements({ resources })];
const hasAsterisk = (statement: HeldStatement) => resourcesOf(statement).some((resource) => resource.includes('*'));

const alone = STANDALONE_CONSTRUCTS.map(([name, build]) => [name, statementsIn(templateOf(build).toJSON().Resources ?? {})] as const);

/** Constructs that neither preset has, and all others without a baseline around them. */
describe.each(alone)('%s alone', (_, held) => {
  test('gives a reason for every asterisk in a resource', () => {
    const unexplained = held.filter((statement) => hasAsterisk(statement) && reasonsOf(statement).length !== 1);
    expect(unexplained.map((statement) => `${nameOf(statement)} ${statement.Sid}`)).toEqual([]);
  });

  test('allows no action with an asterisk but those that AWS names so for keys', () => {
    const actions = held.filter(({ Effect }) => Effect === 'Allow').flatMap(actionsOf).filter((action) => action.includes('*'));
    expect(actions.filter((action) => !FAMILIES_OF_ACTIONS.includes(action))).toEqual([]);
  });

  test('binds every service by the keys that AWS documents, and by no other', () => {
    expect(askedByServices(held).filter(isBoundOtherwise)).toEqual([]);
  });
});

describe('of the reasons and of the requests of services, none is idle:', () => {
  const held = [...alone.flatMap(([, statements]) => statements), ...PRESETS.flatMap(([, { resources }]) => statementsIn(resources))];

  test('each reason is that of a statement', () => {
    const needed = held.filter(hasAsterisk).flatMap(reasonsOf);
    expect(WILDCARDS.filter((row) => !needed.includes(row))).toEqual([]);
  });

  test('each request is asked', () => {
    const asked = askedByServices(held).map(({ title }) => title);
    expect([...SENT_BY_SERVICES.keys()].filter((title) => !asked.includes(title))).toEqual([]);
  });

  test('each key that is left out is documented, and missing somewhere', () => {
    const missing = askedByServices(held).flatMap(leftOutOf);
    expect(LEFT_OUT.filter((row) => !missing.includes(row))).toEqual([]);
  });
});
