import { LoggingBucket } from '@org/secure-baseline';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer, ListenerAction } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Bucket } from 'aws-cdk-lib/aws-s3';

// The default in apps that `cdk init` created. Without it, the CDK would use an ACL, which the logging bucket does not support.
const app = new App({ context: { '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true } });
const stack = new Stack(app, 'Website');

const logs = new LoggingBucket(stack, 'AccessLogs', { expiration: Duration.days(90) });

// The CDK adds a statement for each source bucket to the policy of the logging bucket.
new Bucket(stack, 'Images', { enforceSSL: true, serverAccessLogsBucket: logs, serverAccessLogsPrefix: 'images/' });
new Bucket(stack, 'Downloads', { enforceSSL: true, serverAccessLogsBucket: logs, serverAccessLogsPrefix: 'downloads/' });

const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0 });
const loadBalancer = new ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc, internetFacing: true });
loadBalancer.addListener('Http', { port: 80, defaultAction: ListenerAction.fixedResponse(200, { messageBody: 'Hello' }) });

// In place of `loadBalancer.logAccessLogs`, which requires a stack with an explicit region.
logs.allowLoadBalancerLogs('load-balancer');
loadBalancer.setAttribute('access_logs.s3.enabled', 'true');
loadBalancer.setAttribute('access_logs.s3.bucket', logs.bucketName);
loadBalancer.setAttribute('access_logs.s3.prefix', 'load-balancer');
loadBalancer.node.addDependency(logs);
