import type * as cdk from 'aws-cdk-lib';
import type * as internals from '../../src/common/cdk/internals';

/** The modules of one installation. The tests and each consumer have their own installation. */
export interface Installation {
  readonly cdk: typeof cdk;
  readonly internals: typeof internals;
}

/** Verifies all undocumented behavior of aws-cdk-lib that the package depends on. Returns an empty list if all of it works. */
export function internalsProblems(installation: Installation): string[] {
  return Object.entries(CHECKS).flatMap(([name, check]) => {
    try {
      const [found, expected] = check(installation).map((value) => JSON.stringify(value));
      return found === expected ? [] : [`${name}: ${found} instead of ${expected}`];
    } catch (error) {
      return [`${name}: ${(error as Error).message}`];
    }
  });
}

/** The actual and the expected result of each function in internals.ts. */
const CHECKS: { [name in keyof typeof internals]: (installation: Installation) => [unknown, unknown] } = {
  defaultPolicyOf: (installation) => {
    const { cdk: { aws_iam: iam }, internals: { defaultPolicyOf } } = installation;
    const role = new iam.Role(newStack(installation), 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: ['*'] }));
    return [(defaultPolicyOf(role).node.defaultChild as cdk.CfnResource).cfnResourceType, 'AWS::IAM::Policy'];
  },

  recordAcknowledgements: (installation) => {
    const { cdk: { CfnResource, Validations }, internals: { recordAcknowledgements } } = installation;
    const stack = newStack(installation);
    const [recorded, documented] = ['Recorded', 'Documented'].map((id) => new CfnResource(stack, id, { type: 'AWS::S3::Bucket' }));
    // For the ids of other tools, the documented method adds no prefix. The tests of cdk-nag verify the ids without the name of a tool.
    recordAcknowledgements(recorded, ['Tool::S1'], 'a reason');
    Validations.of(documented).acknowledge({ id: 'Tool::S1', reason: 'a reason' });
    const metadataOf = ({ node }: cdk.CfnResource) => node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY).map(({ data }) => data);
    return [metadataOf(recorded), metadataOf(documented)];
  },

  propertiesOf: (installation) => {
    const { cdk: { aws_ec2: ec2, CfnResource }, internals: { propertiesOf } } = installation;
    const stack = newStack(installation);
    const instance = new ec2.CfnInstance(stack, 'Instance', { securityGroupIds: ['sg-1'] });
    instance.subnetId = 'subnet-1';
    const other = new CfnResource(stack, 'Other', { type: 'AWS::EC2::Instance', properties: { SubnetId: 'subnet-2' } });
    return [[instance, other].map(propertiesOf), [{ securityGroupIds: ['sg-1'], subnetId: 'subnet-1' }, { SubnetId: 'subnet-2' }]];
  },

  recordSuppression: (installation) => {
    const { cdk: { App, CfnResource, Stack }, internals: { recordSuppression } } = installation;
    const app = new App({ analyticsReporting: false });
    const resource = new CfnResource(new Stack(app, 'Stack'), 'Bucket', { type: 'AWS::S3::Bucket' });
    recordSuppression(resource, { id: 'AwsSolutions-S1', reason: 'the first reason' });
    recordSuppression(resource, { id: 'AwsSolutions-S10', reason: 'another reason' });
    return [app.synth().getStackByName('Stack').template.Resources.Bucket.Metadata.cdk_nag, {
      rules_to_suppress: [
        { id: 'AwsSolutions-S1', reason: 'the first reason' },
        { id: 'AwsSolutions-S10', reason: 'another reason' },
      ],
    }];
  },
};

function newStack({ cdk: { App, Stack } }: Installation): cdk.Stack {
  return new Stack(new App({ analyticsReporting: false }), 'Stack');
}
