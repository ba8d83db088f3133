import type { Assembly, Property } from './assembly';
import { unusedApi } from './completeness';

const text = (name: string): Property => ({ name, type: {} });

/** An assembly with one construct that has these options. */
function assemblyWith(construct: string, ...options: Property[]): Assembly {
  const props = { fqn: 'x.Props', kind: 'interface' as const, name: `${construct}Props`, datatype: true, properties: options };
  const initializer = { parameters: [text('scope'), text('id'), { name: 'props', type: { fqn: props.fqn } }] };
  const created = { fqn: 'x.Created', kind: 'class' as const, name: construct, initializer };
  return { name: 'x', version: '0.0.0', license: 'Apache-2.0', dependencies: {}, types: { [created.fqn]: created, [props.fqn]: props } };
}

const consumersOf = (problems: string[]) => problems.map((problem) => /^(\w+) does not use (\S+):/.exec(problem)?.slice(1));

test('accepts a construct and an option that every consumer uses', () => {
  expect(unusedApi(assemblyWith('WebTier', text('vpc'), text('webAclArn')))).toEqual([]);
});

test('reports a new construct for each language', () => {
  expect(consumersOf(unusedApi(assemblyWith('Brandnew')))).toEqual([['TypeScript', 'Brandnew'], ['Python', 'Brandnew'], ['Java', 'Brandnew']]);
});

test.each(['WebTier', 'SecureBaseline'])('reports a new option of %s for each language', (construct) => {
  expect(consumersOf(unusedApi(assemblyWith(construct, text('brandnew'))))).toEqual(
    ['TypeScript', 'Python', 'Java'].map((language) => [language, `${construct}Props.brandnew`]));
});

test('ignores an option of another construct with the same name', () => {
  expect(consumersOf(unusedApi(assemblyWith('WebTier', text('allocatedStorage'))))).toHaveLength(3);
});

test('ignores an option of a construct inside the options', () => {
  // The consumers create the `machineImage` of the web tier with a `cpuType`.
  expect(consumersOf(unusedApi(assemblyWith('WebTier', text('cpuType'))))).toHaveLength(3);
});
