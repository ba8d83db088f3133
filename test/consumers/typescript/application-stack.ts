import { LoggingBucket, type SecureBaseline } from '@org/secure-baseline';
import { Stack, type StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

interface ApplicationStackProps extends StackProps {
  readonly baseline: SecureBaseline;
}

/** An application stack that uses a baseline in another stack. */
export class ApplicationStack extends Stack {
  constructor(scope: Construct, id: string, props: ApplicationStackProps) {
    super(scope, id, props);
    const { vpc, database, auditTrail } = props.baseline;

    const report = new lambda.Function(this, 'Report', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => {};'),
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      allowAllOutbound: false,
      environment: { DATABASE: database.instanceEndpoint.socketAddress },
    });
    report.connections.allowToDefaultPort(database, 'MySQL from the report');
    database.grantSecretRead(report);
    database.grantConnect(report, 'report');

    const archive = new LoggingBucket(this, 'Archive');
    archive.allowCloudTrailDelivery(auditTrail.trailArn, 'archive');
  }
}
