import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Stack, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { checkTarget } from './delivery-target';
import type { DeliveryScope, LogSource, LogWriter, WriterStatement } from './log-writers';
import { bucketResourceOf } from '../cdk/bucket-resource';
import { stateOf } from '../cdk/construct-state';
import { warnOfDeletedKey } from '../policies/deleted-key';
import { allowOnKey } from '../policies/key-policy';
import { requireStatements } from '../policies/required-statements';
import { uniqueSid } from '../policies/statement-ids';
import { Problems } from '../validation/problems';

export interface Delivery {
  readonly writer: LogWriter;
  readonly bucket: s3.IBucket;
  /** The key prefix of the logs, without leading or trailing slash; '' for none. */
  readonly prefix: string;
  /** The prop that specifies the prefix, for messages. */
  readonly prefixProp?: string;
  /** The prop that specifies the bucket, for messages. */
  readonly bucketProp?: string;
  /** The account and region of the resource that delivers the logs. Those of the scope by default. */
  readonly source?: Partial<LogSource>;
  /** The ARN of the resource that delivers the logs, for writers whose permissions are limited to one resource. */
  readonly sourceArn?: string;
  /** The id of the organization whose trail delivers the logs. */
  readonly organizationId?: string;
  /** The key that the writer uses to encrypt its logs. The bucket's own key by default. */
  readonly encryptionKey?: kms.IKey;
}

/** Returns the services that are allowed to deliver logs to a bucket. */
export function writersTo(bucket: s3.IBucket): ReadonlySet<LogWriter> {
  return writersState(bucket);
}

/**
 * Allows a log writer to deliver to a bucket, by statements in the policies of the bucket and of its KMS key. The policy of an imported bucket
 * cannot be changed: a warning shows the statements that the owner of the bucket must add.
 *
 * @throws an error if the encryption, Object Lock, region or account of the bucket prevents delivery.
 */
export function allowDelivery(scope: Construct, delivery: Delivery): void {
  checkDelivery(scope, delivery);
  const { bucket, writer } = delivery;
  writersState(bucket).add(writer);
  const missing = bucketStatements(scope, delivery).filter((statement) => !bucket.addToResourcePolicy(statement).statementAdded);
  if (missing.length > 0) {
    requireStatements(bucket, bucket.bucketArn, missing.map((statement) => ({ statement, scope, purpose: writer.title })), (policy, writers) =>
      new Problems(bucket).warn('importedBucket',
        `The policy of bucket ${bucket.node.path} cannot be changed because the bucket is imported. To allow delivery by ${writers.join(', ')}, ask its owner to add these statements:\n${policy}`));
  }
  warnOfDeletedKey({ construct: bucket, resource: bucketResourceOf(bucket) }, delivery.encryptionKey);
  for (const key of new Set([delivery.encryptionKey, bucket.encryptionKey])) {
    if (key) {
      allowOnKey(scope, key, keyStatements(scope, delivery, key));
    }
  }
}

function writersState(bucket: s3.IBucket): Set<LogWriter> {
  return stateOf(bucket, 'logWriters', () => new Set<LogWriter>());
}

/** Records that a key prefix is not valid for log files. */
export function checkPrefix(problems: Problems, prop: string, prefix: string | undefined): void {
  problems
    .check(prop, prefix, {
      isMet: (value) => !/^\/|\/$|AWSLogs/.test(value),
      must: "not start or end with '/', and not contain 'AWSLogs'",
      remedy: "The required slashes and 'AWSLogs' are added automatically. Use a prefix such as 'audit/trail'.",
    })
    .check(prop, prefix, {
      isMet: (value) => !/[*?]|\$\{/.test(value),
      must: "not contain '*', '?' or '${'",
      remedy: 'The bucket policy would interpret these characters as wildcards or variables. Use letters, digits, hyphens and slashes.',
    });
}

function checkDelivery(scope: Construct, delivery: Delivery): void {
  const { bucket, writer, prefix, prefixProp = 'prefix', bucketProp } = delivery;
  const problems = new Problems(scope);
  checkPrefix(problems, prefixProp, prefix);
  checkTarget(problems, deliveryScope(scope, delivery), writer, bucket, bucketProp);
  problems.throwIfAny();
}

function bucketStatements(scope: Construct, delivery: Delivery): iam.PolicyStatement[] {
  const { bucket, prefix, writer } = delivery;
  const target = deliveryScope(scope, delivery);
  const objects = writer.onObjects.keys(target).map((keys) => bucket.arnForObjects([prefix, keys].filter((part) => part !== '').join('/')));
  return [
    ...writer.onBucket.map((statement) => render(delivery, bucket, statement, [bucket.bucketArn], target)),
    render(delivery, bucket, writer.onObjects, objects, target),
  ];
}

function keyStatements(scope: Construct, delivery: Delivery, key: kms.IKey): iam.PolicyStatement[] {
  const target = deliveryScope(scope, delivery);
  return delivery.writer.onKey.map((statement) => render(delivery, key, statement, ['*'], target));
}

function deliveryScope(scope: Construct, { source, sourceArn, organizationId }: Delivery): DeliveryScope {
  const { account, region, partition } = Stack.of(scope);
  return { account: source?.account ?? account, region: source?.region ?? region, partition, sourceArn, organizationId };
}

function render(
  { writer, prefix }: Delivery, holder: s3.IBucket | kms.IKey, statement: WriterStatement, resources: string[], target: DeliveryScope,
): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: uniqueSid(holder, statement.sid + sidSuffix(prefix), JSON.stringify([prefix, target])),
    principals: [new iam.ServicePrincipal(writer.service)],
    actions: statement.actions,
    resources,
    conditions: statement.conditions(target),
  });
}

function sidSuffix(prefix: string): string {
  return Token.isUnresolved(prefix) ? '' : prefix.replace(/(?:^|[^a-zA-Z0-9]+)([a-zA-Z0-9]?)/g, (_, first: string) => first.toUpperCase());
}
