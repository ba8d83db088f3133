import type { ChecksOf } from '../check';

const RUNTIME = 'nodejs24.x';

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
    // AWS gives the name for the physical id, ministack the ARN.
    const InstanceProfileName = resources['AWS::IAM::InstanceProfile'][0].split('/').pop();
    const { InstanceProfile } = await iam.getInstanceProfile({ InstanceProfileName });
    return InstanceProfile!.Roles![0].RoleName!;
  };
  return [
    { row: 'B3', resource: 'load balancer', property: 'scheme', expected: production ? 'internet-facing' : 'internal', find: async () => (await loadBalancer()).Scheme },
    { row: 'B12', resource: 'load balancer', property: 'deletion protection', expected: production, find: () => attribute('deletion_protection.enabled') },
    { row: 'B2', resource: 'load balancer', property: 'drops invalid headers', expected: true, find: () => attribute('routing.http.drop_invalid_header_fields.enabled') },
    { row: 'B6', resource: 'load balancer', property: 'access logs', expected: outputs.AccessLogsBucketName, find: () => attribute('access_logs.s3.bucket') },
    {
      row: 'B2',
      resource: 'listeners',
      property: 'protocols',
      expected: production ? ['HTTP 80 redirect', 'HTTPS 443 forward'] : ['HTTP 80 forward'],
      find: async () => (await listeners()).map(({ Protocol, Port, DefaultActions }) => `${Protocol} ${Port} ${DefaultActions![0].Type}`).sort(),
    },
    ...(production ? [{
      row: 'B2',
      resource: 'HTTPS listener',
      property: 'policy',
      expected: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
      find: async () => (await listeners()).find(({ Protocol }) => Protocol === 'HTTPS')?.SslPolicy,
    }] : []),
    { row: 'B2', resource: 'target group', property: 'protocol', expected: 'HTTPS', find: async () => (await targetGroup()).Protocol },
    { row: 'B3', resource: 'target group', property: 'health check', expected: ['HTTPS', '/health'], find: async () => [(await targetGroup()).HealthCheckProtocol, (await targetGroup()).HealthCheckPath] },
    { row: 'B3', resource: 'Auto Scaling group', property: 'health checks', expected: 'ELB', find: async () => (await group()).HealthCheckType },
    { row: 'B3', resource: 'Auto Scaling group', property: 'instances', expected: production ? [2, 6] : [1, 2], find: async () => [(await group()).MinSize, (await group()).MaxSize] },
    { row: 'B7', resource: 'Auto Scaling group', property: 'subnets', expected: outputs.PrivateSubnetIds.split(',').sort(), find: async () => (await group()).VPCZoneIdentifier!.split(',').sort() },
    { row: 'A6', resource: 'launch template', property: 'has an image', expected: true, find: async () => /^ami-/.test((await launchTemplate()).ImageId!) },
    { row: 'B2', resource: 'launch template', property: 'IMDSv2', expected: 'required', find: async () => (await launchTemplate()).MetadataOptions?.HttpTokens },
    {
      row: 'B2',
      resource: 'launch template',
      property: 'encrypted volume',
      expected: [true, outputs.EncryptionKeyArn],
      find: async () => {
        const { Ebs } = (await launchTemplate()).BlockDeviceMappings![0];
        return [Ebs!.Encrypted, Ebs!.KmsKeyId];
      },
    },
    {
      row: 'B8',
      resource: 'instance role',
      property: 'managed policies',
      expected: ['AmazonSSMManagedInstanceCore', 'CloudWatchAgentServerPolicy'],
      find: async () => (await iam.listAttachedRolePolicies({ RoleName: await instanceRole() })).AttachedPolicies!
        .map(({ PolicyName }) => PolicyName).sort(),
    },
    {
      row: 'A12',
      resource: 'application log group',
      property: 'kept for days',
      expected: production ? 365 : 30,
      find: async () => (await logs.describeLogGroups({ logGroupNamePrefix: `/${namePrefix}/application` })).logGroups![0].retentionInDays,
    },
    { row: 'A11', resource: 'functions', property: 'runtimes', expected: [RUNTIME], find: async () => [...new Set((await functions()).map(({ Runtime }) => Runtime))] },
    {
      row: 'A11',
      resource: 'functions',
      property: 'longest time-out of seconds',
      expected: production ? 300 : 900,
      find: async () => Math.max(...(await functions()).map(({ Timeout }) => Timeout!)),
    },
    {
      row: 'B13',
      resource: 'stack',
      property: 'exports',
      expected: Object.keys(outputs).length,
      find: async () => Object.values(outputs).filter(Boolean).length,
    },
  ];
};
