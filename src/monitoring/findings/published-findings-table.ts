import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { acknowledge } from '../../common/compliance/nag-acknowledgements';

/**
 * Creates the table of the findings of which messages were published. Its items have no names of resources, expire after two days, and are deleted with
 * the stack.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export function createPublishedFindings(scope: Construct, id: string): dynamodb.ITable {
  const table = new dynamodb.Table(scope, id, {
    partitionKey: { name: 'findingKey', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: 'expiresAt',
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const reason = 'The table only has hashes of findings of the last two days. Without it, messages are repeated';
  acknowledge(table, reason, 'AwsSolutions-DDB3', 'NIST.800.53.R5-DynamoDBPITREnabled', 'NIST.800.53.R5-DynamoDBInBackupPlan');
  return table;
}
