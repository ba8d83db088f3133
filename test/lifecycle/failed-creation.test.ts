import { modelFailedCreations, type Remains } from './failed-creation';
import { idOf, nonProduction, production, productionProps, synthesize } from '../baseline/presets-under-test';
import { DependencyGraph } from '../support/dependencies';

/** The props of the first deployment of a production stack, which the guides recommend. */
const firstDeployment = synthesize((stack) => ({ ...productionProps(stack), deletionProtection: false, retainData: false }));
const unprotected = synthesize((stack) => ({ ...productionProps(stack), deletionProtection: false }));

const failuresIn = (remains: Map<string, Remains>) => [...remains].filter(([, { stuck, retained }]) => stuck.length + retained.length > 0).map(([id]) => id);
const stuckIn = (remains: Map<string, Remains>) => [...new Set([...remains.values()].flatMap(({ stuck }) => stuck))].sort();

describe('the rollback of a first deployment', () => {
  test.each([
    ['a non-production stack', nonProduction],
    ['a production stack with deletionProtection: false and retainData: false', firstDeployment],
  ])('of %s deletes everything, whichever resource fails', (_name, preset) => {
    const remains = modelFailedCreations(preset);
    expect(remains.size).toBeGreaterThan(200);
    expect(failuresIn(remains)).toEqual([]);
  });

  test('of a protected production stack fails because of the database, the load balancer and the buckets with log files', () => {
    const buckets = ['AccessLogsBucket', 'ConfigBucket', 'TrailBucket'].map((name) => idOf(production, 'AWS::S3::Bucket', name));
    const stuck = stuckIn(modelFailedCreations(production));
    expect(stuck).toEqual(expect.arrayContaining([
      ...buckets, ...['AWS::RDS::DBInstance', 'AWS::ElasticLoadBalancingV2::LoadBalancer'].map((type) => idOf(production, type)),
    ]));
    expect(stuck.filter((id) => !buckets.includes(id)).map((id) => production.resources[id].Type).sort())
      .toEqual(['AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::RDS::DBInstance', 'AWS::S3::Bucket']);
  });

  test('of a production stack with deletionProtection: false alone fails because of the buckets', () => {
    const types = stuckIn(modelFailedCreations(unprotected)).map((id) => unprotected.resources[id].Type);
    expect(new Set(types)).toEqual(new Set(['AWS::S3::Bucket']));
    expect(types).toHaveLength(4);
  });

  /** Amazon S3 delivers access logs of a bucket some hours later, so that the bucket for access logs is usually still empty. */
  test('of a protected production stack leaves at most the bucket for access logs if the account has another recorder', () => {
    const preCheck = new DependencyGraph(production.template).idOf('Custom::ConfigPreCheck');
    expect(modelFailedCreations(production).get(preCheck)).toEqual({ stuck: [idOf(production, 'AWS::S3::Bucket', 'AccessLogs')], retained: [] });
  });
});
