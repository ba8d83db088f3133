import { lookup } from 'node:dns';
import { Agent } from 'node:http';
import { Account } from '@aws-sdk/client-account';
import { ACM } from '@aws-sdk/client-acm';
import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { ConfigService } from '@aws-sdk/client-config-service';
import { EC2 } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { EMR } from '@aws-sdk/client-emr';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { Lambda } from '@aws-sdk/client-lambda';
import { RDS } from '@aws-sdk/client-rds';
import { S3 } from '@aws-sdk/client-s3';
import { S3Control } from '@aws-sdk/client-s3-control';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { SSM } from '@aws-sdk/client-ssm';
import { STS } from '@aws-sdk/client-sts';

/** The access to an AWS account, real or emulated. */
export interface Access {
  /** Whether the account is emulated. */
  readonly local: boolean;

  /** The environment variables with which the CDK CLI and the AWS CLI access the account. */
  readonly variables: Record<string, string>;
}

/** The clients of all services that the demo and the release checks use. */
export type Aws = ReturnType<typeof clientsOf>;

/** Creates the clients for an account. */
export function clientsOf({ local, variables }: Access) {
  const { AWS_REGION: region, AWS_ENDPOINT_URL: endpoint, AWS_PROFILE: profile, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = variables;
  const options = local
    ? { region, endpoint, credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY } }
    : { region, profile };
  return {
    account: new Account(options),
    acm: new ACM(options),
    autoScaling: new AutoScaling(options),
    cloudFormation: new CloudFormation(options),
    cloudTrail: new CloudTrail(options),
    cloudWatch: new CloudWatch(options),
    config: new ConfigService(options),
    ec2: new EC2(options),
    elb: new ElasticLoadBalancingV2(options),
    emr: new EMR(options),
    events: new EventBridge(options),
    iam: new IAM(options),
    kms: new KMS(options),
    lambda: new Lambda(options),
    logs: new CloudWatchLogs(options),
    rds: new RDS(options),
    s3: new S3({ ...options, forcePathStyle: local }),
    s3Control: new S3Control(local ? { ...options, ...accountNames(endpoint) } : options),
    secretsManager: new SecretsManager(options),
    sns: new SNS(options),
    sqs: new SQS(options),
    ssm: new SSM(options),
    sts: new STS(options),
  };
}

/** The SDK puts the account ID before the host name of S3 Control. Resolves such names below localhost to the loopback interface. */
function accountNames(endpoint: string) {
  const url = new URL(endpoint);
  url.hostname = 'localhost';
  const httpAgent = new Agent({ keepAlive: true, lookup: (_name, options, callback) => lookup('127.0.0.1', options, callback) });
  return { endpoint: url.href, requestHandler: { httpAgent } };
}
