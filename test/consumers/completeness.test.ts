import type { Assembly, Property } from './assembly';
import { unusedApi } from './completeness';

const text = (name: string): Property => ({ name, type: {} });

/** The package with one construct, whose struct has these options besides. */
function assemblyWith(construct: string, ...options: Property[]): Assembly {
  const props = { fqn: 'x.Props', kind: 'interface' as const, name: `${construct}Props`, datatype: true, properties: options };
  const initializer = { parameters: [text('scope'), text('id'), { name: 'props', type: { fqn: props.fqn } }] };
  const made = { fqn: 'x.Made', kind: 'class' as const, name: construct, initializer };
  return { name: 'x', version: '0.0.0', license: 'Apache-2.0', dependencies: {}, types: { [made.fqn]: made, [props.fqn]: props } };
}

const consumersOf = (problems: string[]) => problems.map((problem) => /^(\w+) does not use (\S+):/.exec(problem)?.slice(1));

test('a construct and an option that every consumer uses are no problem', () => {
  expect(unusedApi(assemblyWith('WebTier', text('vpc'), text('webAclArn')))).toEqual([]);
});

test('a new construct is missed in each language', () => {
  expect(consumersOf(unusedApi(assemblyWith('Brandnew')))).toEqual([['TypeScript', 'Brandnew'], ['Python', 'Brandnew'], ['Java', 'Brandnew']]);
});

test.each(['WebTier', 'SecureBaseline'])('a new option of %s is missed in each language', (construct) => {
  expect(consumersOf(unusedApi(assemblyWith(construct, text('brandnew'))))).toEqual(
    ['TypeScript', 'Python', 'Java'].map((language) => [language, `${construct}Props.brandnew`]));
});

test('what another construct has does not count', () => {
  expect(consumersOf(unusedApi(assemblyWith('WebTier', text('allocatedStorage'))))).toHaveLength(3);
});

test('what a construct within the options has does not count', () => {
  // `machineImage` of the web tier is made with a `cpuType`.
  expect(consumersOf(unusedApi(assemblyWith('WebTier', text('cpuType'))))).toHaveLength(3);
});
