import type { ChecksOf } from '../check';
import { numberedOutputs } from '../deployment';

const RUNTIME = 'nodejs24.x';
/** In seconds: of the functions that apply account settings and empty buckets. */
const LONGEST_TIMEOUT = 900;

export const computeChecks: ChecksOf = ({ aws, environment: { namePrefix }, production, outputs, resources }) => {
  const { autoScaling, ec2, elb, iam, lambda, logs } = aws;
  const LoadBalancerArn = resources['AWS::ElasticLoadBalancingV2::LoadBalancer'][0];
  const loadBalancer = async () => (await elb.describeLoadBalancers({ LoadBalancerArns: [LoadBalancerArn] })).LoadBalancers![0];
  const attribute = async (key: string) =>
    (await elb.describeLoadBalancerAttributes({ LoadBalancerArn })).Attributes!.find(({ Key }) => Key === key)?.Value;
  const listeners = async () => (await elb.describeListeners({ LoadBalancerArn })).Listeners!;
  const targetGroup = async () =>
    (await elb.describeTargetGroups({ TargetGroupArns: resources['AWS::ElasticLoadBalancingV2::TargetGroup'] })).TargetGroups![0];
  const group = async () => {
    const AutoScalingGroupNames = resources['AWS::AutoScaling::AutoScalingGroup'];
    return (await autoScaling.describeAutoScalingGroups({ AutoScalingGroupNames })).AutoScalingGroups![0];
  };
  const launchTemplate = async () => {
    const [LaunchTemplateId] = resources['AWS::EC2::LaunchTemplate'];
    return (await ec2.describeLaunchTemplateVersions({ LaunchTemplateId, Versions: ['$Latest'] })).LaunchTemplateVersions![0].LaunchTemplateData!;
  };
  const functions = () => Promise.all(resources['AWS::Lambda::Function'].map((FunctionName) => lambda.getFunctionConfiguration({ FunctionName })));
  const instanceRole = async () => {
    // The physical ID is the name on AWS and the ARN on ministack.
    const InstanceProfileName = resources['AWS::IAM::InstanceProfile'][0].split('/').pop();
    const { InstanceProfile } = await iam.getInstanceProfile({ InstanceProfileName });
    return InstanceProfile!.Roles![0].RoleName!;
  };
  return [
    { statement: `The load balancer is ${production ? 'internet-facing' : 'internal'}`, expected: production ? 'internet-facing' : 'internal', find: async () => (await loadBalancer()).Scheme },
    { statement: `The deletion protection of the load balancer is ${production ? 'on' : 'off'}`, expected: production, find: () => attribute('deletion_protection.enabled') },
    { statement: 'The load balancer drops invalid header fields', expected: true, find: () => attribute('routing.http.drop_invalid_header_fields.enabled') },
    { statement: 'The load balancer delivers access logs to the access logs bucket', expected: outputs.AccessLogsBucketName, find: () => attribute('access_logs.s3.bucket') },
    {
      statement: production ? 'The load balancer forwards HTTPS and redirects HTTP to HTTPS' : 'The load balancer forwards HTTP',
      expected: production ? ['HTTP 80 redirect', 'HTTPS 443 forward'] : ['HTTP 80 forward'],
      find: async () => (await listeners()).map(({ Protocol, Port, DefaultActions }) => `${Protocol} ${Port} ${DefaultActions![0].Type}`).sort(),
    },
    ...(production ? [{
      statement: 'The HTTPS listener uses a security policy with TLS 1.2 and 1.3',
      expected: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
      find: async () => (await listeners()).find(({ Protocol }) => Protocol === 'HTTPS')?.SslPolicy,
    }] : []),
    { statement: 'The target group uses HTTPS', expected: 'HTTPS', find: async () => (await targetGroup()).Protocol },
    { statement: 'The target group checks the health of targets at /health over HTTPS', expected: ['HTTPS', '/health'], find: async () => [(await targetGroup()).HealthCheckProtocol, (await targetGroup()).HealthCheckPath] },
    { statement: 'The Auto Scaling group uses the health checks of the load balancer', expected: 'ELB', find: async () => (await group()).HealthCheckType },
    { statement: `The Auto Scaling group has ${production ? '2 to 6' : '1 to 2'} instances`, expected: production ? [2, 6] : [1, 2], find: async () => [(await group()).MinSize, (await group()).MaxSize] },
    { statement: 'The Auto Scaling group launches instances in the private subnets', expected: numberedOutputs(outputs, 'PrivateSubnetId').sort(), find: async () => (await group()).VPCZoneIdentifier!.split(',').sort() },
    { statement: 'The launch template specifies an AMI', expected: true, find: async () => /^ami-/.test((await launchTemplate()).ImageId!) },
    { statement: 'The launch template requires IMDSv2', expected: 'required', find: async () => (await launchTemplate()).MetadataOptions?.HttpTokens },
    {
      statement: 'The launch template encrypts the volume with the KMS key of the baseline',
      expected: [true, outputs.EncryptionKeyArn],
      find: async () => {
        const { Ebs } = (await launchTemplate()).BlockDeviceMappings![0];
        return [Ebs!.Encrypted, Ebs!.KmsKeyId];
      },
    },
    {
      statement: 'The instance role has only the managed policies for Session Manager and the CloudWatch agent',
      expected: ['AmazonSSMManagedInstanceCore', 'CloudWatchAgentServerPolicy'],
      find: async () => (await iam.listAttachedRolePolicies({ RoleName: await instanceRole() })).AttachedPolicies!
        .map(({ PolicyName }) => PolicyName).sort(),
    },
    {
      statement: `The application log group retains events for ${production ? 365 : 30} days`,
      expected: production ? 365 : 30,
      find: async () => (await logs.describeLogGroups({ logGroupNamePrefix: `/${namePrefix}/application` })).logGroups![0].retentionInDays,
    },
    { statement: `All functions use the runtime ${RUNTIME}`, expected: [RUNTIME], find: async () => [...new Set((await functions()).map(({ Runtime }) => Runtime))] },
    {
      statement: `The longest timeout of a function is ${LONGEST_TIMEOUT} seconds`,
      expected: LONGEST_TIMEOUT,
      find: async () => Math.max(...(await functions()).map(({ Timeout }) => Timeout!)),
    },
    {
      statement: 'All outputs have a value',
      expected: Object.keys(outputs).length,
      find: async () => Object.values(outputs).filter(Boolean).length,
    },
  ];
};
