import { productionProps, synthesize, type SynthesizedBaseline } from './presets-under-test';
import type { DatabaseOptions } from '../../src';

const SOURCE = { manageMasterUserPassword: false };
const withReplicas = (database: DatabaseOptions) => synthesize((stack) => ({ ...productionProps(stack), database: { ...SOURCE, ...database } }));
const logicalIdOf = ({ stack, baseline }: SynthesizedBaseline, id: string) => stack.getLogicalId(baseline.database.readReplicas[id].instance);

describe('the read replicas of a baseline', () => {
  const subject = withReplicas({ readReplicas: { Reports: {}, Search: { instanceIdentifier: 'search' } } });
  const { template, baseline } = subject;
  const [reports, search] = ['Reports', 'Search'].map((id) => logicalIdOf(subject, id));

  test('are available by id, and have names with the prefix of the baseline', () => {
    expect(Object.keys(baseline.database.readReplicas)).toEqual(['Reports', 'Search']);
    const instances = template.findResources('AWS::RDS::DBInstance');
    expect([reports, search].map((id) => instances[id].Properties.DBInstanceIdentifier)).toEqual(['baseline-test-reports', 'search']);
  });

  test.each([['Address', 'Endpoint.Address'], ['ResourceId', 'DbiResourceId']])('have outputs: their %s', (name, attribute) => {
    const values = ['Reports', 'Search'].map((id) => Object.values(template.findOutputs('*', { Export: { Name: `baseline-test-DatabaseReplica${id}${name}` } }))[0].Value);
    expect(values).toEqual([reports, search].map((id) => ({ 'Fn::GetAtt': [id, attribute] })));
  });

  test('have alarms with the actions and the prefix of the baseline, which the dashboard displays', () => {
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties).filter(({ AlarmName }) => AlarmName?.startsWith('baseline-test-Reports-'));
    expect(alarms).toHaveLength(7);
    expect(alarms.filter(({ AlarmActions }) => AlarmActions?.length !== 1)).toEqual([]);
    const [{ Properties: { DashboardBody } }] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
    expect(JSON.stringify(DashboardBody)).toContain('Read replica Reports');
  });

  test('allow the web tier at the port of the database, like their source', () => {
    const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).filter(({ Properties }) => Properties.FromPort === 3306);
    expect(rules.map(({ Properties }) => Properties.GroupId['Fn::GetAtt'][0]).sort()).toEqual([
      expect.stringMatching(/^BaselineDatabaseReportsSecurityGroup/), expect.stringMatching(/^BaselineDatabaseSearchSecurityGroup/), expect.stringMatching(/^BaselineDatabaseSecurityGroup/),
    ]);
  });
});

test.each<[string, DatabaseOptions, RegExp]>([
  ['a database whose password RDS manages', { readReplicas: { Reports: {} }, manageMasterUserPassword: true },
    /database\.manageMasterUserPassword must be false to add a read replica, got true\. .*Set database\.manageMasterUserPassword/s],
  ['an id that cannot be part of a name', { readReplicas: { 'for reports': {} } }, /database\.readReplicas must have ids .*letters and digits.*, got "for reports"/s],
  ['an invalid identifier', { readReplicas: { Reports: { instanceIdentifier: 'UPPER' } } }, /database\.readReplicas\.Reports\.instanceIdentifier must .*, got "UPPER"/s],
])('the option readReplicas is rejected for %s', (_title, database, message) => {
  expect(() => withReplicas(database)).toThrow(message);
});

test('a baseline without the option has no read replicas, and no outputs for them', () => {
  const { baseline, template } = synthesize();
  expect(baseline.database.readReplicas).toEqual({});
  expect(Object.keys(template.toJSON().Outputs).filter((id) => id.includes('Replica'))).toEqual([]);
});
