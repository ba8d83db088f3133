import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { EncryptionKey, HardenedBucket, LoggingBucket } from '../../src';
import { differencesOf, refactor, templateBelow } from '../support/refactoring';

function build(scope: Construct): void {
  const removalPolicy = RemovalPolicy.DESTROY;
  const encryptionKey = new EncryptionKey(scope, 'Key', { removalPolicy });
  const logs = new LoggingBucket(scope, 'Logs', { removalPolicy });
  logs.allowLoadBalancerLogs('web');
  logs.allowFlowLogs('network');
  const trail = new LoggingBucket(scope, 'Trail', { removalPolicy, encryptionKey });
  trail.allowCloudTrailDelivery('arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit');
  trail.allowConfigDelivery('config');
  new HardenedBucket(scope, 'Data', { removalPolicy, encryptionKey, serverAccessLogs: { bucket: logs, prefix: 'data' } });
}

/** The CDK sorts dependencies by path. Unlike `A` and `B`, `Zone` follows the shared function, which is a child of the stack. */
test.each(['B', 'Zone'])('`cdk refactor` moves buckets that are emptied, without overrides, when their parent construct A is renamed to %s', (parent) => {
  const [before, after] = ['A', parent].map((id) => templateBelow(id, build));
  expect(differencesOf(before, after)).toEqual([]);
  const { mappings, ambiguousPaths } = refactor(before, after);
  expect(ambiguousPaths).toEqual([]);
  expect(mappings.map(({ source }) => source.logicalResourceId).sort()).toEqual(Object.keys(before.Resources).filter((id) => !(id in after.Resources)).sort());
});

test('`cdk refactor` fails if a property depends on the path of the construct', () => {
  const [before, after] = ['A', 'Zone'].map((id) => templateBelow(id, (scope) => void new EncryptionKey(scope, 'Key', { description: scope.node.addr })));
  expect(differencesOf(before, after)).toEqual(['Key/Resource']);
  expect(() => refactor(before, after)).toThrow(/Stack\/A\/Key\/Resource/);
});
