import { TemplateGraph } from '../../integ/architecture/template-graph';

const GRAPH = new TemplateGraph({
  Resources: {
    Group: { Type: 'Group', Properties: { Template: { Ref: 'Template' }, Names: ['Bucket'] } },
    Template: { Type: 'Helper', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    Role: { Type: 'Helper', Properties: { Policy: [{ Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::${Bucket}/${!literal}' } }], Topic: { 'Fn::GetAtt': 'Topic.Arn' } } },
    Bucket: { Type: 'Bucket' },
    Topic: { Type: 'Topic', Properties: { Name: { 'Fn::Sub': ['${prefix}', { prefix: { Ref: 'Bucket' } }] } } },
  },
});

test.each([
  ['Ref', 'Group', 'Template'],
  ['Fn::GetAtt with an array', 'Template', 'Role'],
  ['Fn::GetAtt with a string', 'Role', 'Topic'],
  ['Fn::Sub', 'Role', 'Bucket'],
  ['a value of Fn::Sub', 'Topic', 'Bucket'],
])('finds the reference in %s', (_kind, from, to) => {
  expect(GRAPH.refers(from, to)).toBe(true);
});

test('does not find a reference in plain text', () => {
  expect(GRAPH.refers('Group', 'Bucket')).toBe(false);
});

test('finds references in the specified property only', () => {
  expect([GRAPH.refers('Role', 'Bucket', 'Policy'), GRAPH.refers('Role', 'Bucket', 'Topic')]).toEqual([true, false]);
});

test('follows references through resources of the specified types only', () => {
  expect([GRAPH.reaches('Group', 'Bucket', 'Helper'), GRAPH.reaches('Group', 'Bucket'), GRAPH.reaches('Group', 'Bucket', 'Other')]).toEqual([true, false, false]);
});

test('finds properties by their path and returns empty values for missing properties', () => {
  expect(GRAPH.property('Group', 'Names', 0)).toBe('Bucket');
  expect(GRAPH.list('Group', 'Names')).toEqual(['Bucket']);
  expect(GRAPH.list('Group', 'Template')).toEqual([]);
  expect(GRAPH.text('Bucket', 'Names', 0)).toBe('');
  expect(GRAPH.text('Group', 'Template')).toBe('{"Ref":"Template"}');
});
