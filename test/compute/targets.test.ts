import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { ApplicationProtocol, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib/core';
import { idsOf, importedVpc, webTier, webTierTemplate, withCertificate } from './support';
import { ThreeTierVpc, WebTier, type WebTierProps } from '../../src';
import { baselineIn, productionProps } from '../baseline/presets-under-test';
import { newStack, only, warningsOf } from '../support/templates';

const { IP } = TargetType;
const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
/** The types of the resources that exist only for instances. */
const OF_INSTANCES = [
  'AWS::AutoScaling::AutoScalingGroup', 'AWS::AutoScaling::ScalingPolicy', 'AWS::EC2::LaunchTemplate', 'AWS::IAM::InstanceProfile', 'AWS::IAM::ServiceLinkedRole',
];

/** The props that apply to every type of targets. */
type GeneralProps = 'vpc' | 'targetType' | 'targetProtocol' | 'targetPort' | 'accessLogsPrefix' | 'healthCheckPath' | 'webAclArn' | 'responseTimeAlarmThreshold'
  | 'loadBalancerSubnets' | 'certificate' | 'accessLogsBucket' | 'deletionProtection' | 'nameTag' | 'alarmActions' | 'okActions' | 'alarmNamePrefix';

/** A valid value for each prop of instances. The compiler reports a prop without a value. */
const INSTANCE_PROPS = (stack: Stack): Required<Omit<WebTierProps, GeneralProps>> => ({
  minCapacity: 2,
  maxCapacity: 6,
  cpuTargetUtilizationPercent: 60,
  instanceType: new ec2.InstanceType('m7g.large'),
  alternativeInstanceTypes: [],
  scalingTopic: new sns.Topic(stack, 'Scaling'),
  machineImage: ec2.MachineImage.fromSsmParameter('/images/shop'),
  rootVolumeSize: Size.gibibytes(20),
  rootDeviceName: '/dev/xvda',
  userData: ec2.UserData.forLinux(),
  healthCheckGracePeriod: Duration.minutes(10),
  startupTimeout: Duration.minutes(15),
  httpPutResponseHopLimit: 1,
  detailedMonitoring: true,
  vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
  logGroup: new logs.LogGroup(stack, 'Logs'),
  logGroupName: 'shop',
  logRetention: logs.RetentionDays.ONE_YEAR,
  logGroupRemovalPolicy: RemovalPolicy.DESTROY,
  encryptionKey: new kms.Key(stack, 'Key'),
  serviceLinkedRoleSuffix: 'shop',
  dataBucket: new s3.Bucket(stack, 'Data'),
});

/** Attaches a Fargate service, whose container listens on port 8443, to a web tier. */
function attachService(stack: Stack, { targetGroup }: WebTier, vpc: ec2.IVpc): ecs.FargateService {
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('Shop', { image: ecs.ContainerImage.fromRegistry('shop'), portMappings: [{ containerPort: 8443 }] });
  const securityGroup = new ec2.SecurityGroup(stack, 'Service', { vpc, allowAllOutbound: false });
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
  const service = new ecs.FargateService(stack, 'Fargate', { cluster, taskDefinition, securityGroups: [securityGroup], minHealthyPercent: 100 });
  service.attachToApplicationTargetGroup(targetGroup);
  return service;
}

describe('a web tier whose targets are IP addresses', () => {
  const template = webTierTemplate((stack) => ({ ...withCertificate(stack), targetType: IP }));

  test('has a load balancer and a target group, and no resource of instances', () => {
    expect(only(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer').Properties.Scheme).toBe('internet-facing');
    expect(OF_INSTANCES.filter((type) => idsOf(template, type).length > 0)).toEqual([]);
    expect(['AWS::IAM::Role', 'AWS::Logs::LogGroup'].flatMap((type) => idsOf(template, type)).filter((id) => id.startsWith('Web'))).toEqual([]);
    expect(idsOf(template, 'AWS::EC2::SecurityGroup').filter((id) => id.startsWith('Web'))).toEqual([expect.stringContaining('LoadBalancer')]);
  });

  test.each<[Partial<WebTierProps>, string, number]>([
    [{}, 'HTTPS', 443],
    [{ targetProtocol: ApplicationProtocol.HTTPS, targetPort: 8443 }, 'HTTPS', 8443],
    [{ targetProtocol: ApplicationProtocol.HTTP }, 'HTTP', 80],
    [{ targetProtocol: ApplicationProtocol.HTTP, targetPort: 8080 }, 'HTTP', 8080],
  ])('with %p sends requests and health checks by %s to port %i', (props, protocol, port) => {
    const { Properties } = only(webTierTemplate(() => ({ targetType: IP, ...props })), TARGET_GROUP);
    expect(Properties).toMatchObject({ TargetType: 'ip', Protocol: protocol, Port: port, HealthCheckProtocol: protocol, HealthCheckPath: '/health' });
  });

  test('has the same load balancer and listeners as one with instances, so that the type can be changed', () => {
    const instances = webTierTemplate(withCertificate);
    for (const type of ['AWS::ElasticLoadBalancingV2::LoadBalancer', LISTENER]) {
      expect(template.findResources(type)).toEqual(instances.findResources(type));
    }
  });

  test('requires only the subnets of the load balancer', () => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a', 'b'], publicSubnetIds: ['1', '2'] });
    const props = { vpc, ...withCertificate(stack) };
    expect(() => new WebTier(stack, 'Web', { ...props, targetType: IP })).not.toThrow();
    expect(() => new WebTier(stack, 'Instances', props)).toThrow(/a problem.*private subnets with egress for the instances/s);
  });

  test('reports no warning about the key of volumes', () => {
    const stack = newStack();
    webTier(stack, { ...withCertificate(stack), targetType: IP });
    expect(warningsOf(stack)).toEqual([]);
  });

  test.each(['connections', 'autoScalingGroup', 'launchTemplate', 'role', 'logGroup', 'applicationSecurityGroup'] as const)('has no %s', (member) => {
    const stack = newStack();
    expect(() => webTier(stack, { targetType: IP })[member]).toThrow(`Stack/Web: ${member} is not available because targetType is IP. `);
    expect(webTier(newStack())[member]).toBeDefined();
  });

  test.each<[string, (web: WebTier) => void]>([
    ['allowLogGroup', (web) => web.allowLogGroup(new logs.LogGroup(web, 'Logs'))],
    ['allowMetricNamespace', (web) => web.allowMetricNamespace('MyApp')],
    ['allowParameter', (web) => web.allowParameter('/my-app/*')],
  ])('cannot be given permissions with %s', (method, use) => {
    expect(() => use(webTier(newStack(), { targetType: IP }))).toThrow(`${method} is not available because targetType is IP.`);
  });
});

describe('the alarms of a web tier whose targets are IP addresses', () => {
  const template = webTierTemplate(() => ({ targetType: IP }));
  const alarms = Object.entries(template.findResources('AWS::CloudWatch::Alarm')).filter(([id]) => id.startsWith('WebAlarms'));

  test('do not include the size of the Auto Scaling group', () => {
    const ids = alarms.map(([id]) => id.replace(/^WebAlarms|[0-9A-F]{8}$/g, ''));
    expect(ids.sort()).toEqual(['LoadBalancerErrors', 'NoHealthyTargets', 'RejectedConnections', 'ResponseTime', 'TargetErrors', 'UnhealthyTargets']);
    expect(JSON.stringify(alarms)).not.toContain('AutoScaling');
    expect(Object.keys(webTier(newStack(), { targetType: IP }).alarms).sort()).toEqual(ids);
  });

  test('are not triggered before targets are registered, for which the load balancer then publishes metrics', () => {
    const treatment = Object.fromEntries(alarms.map(([id, { Properties }]) => [id.replace(/^WebAlarms|[0-9A-F]{8}$/g, ''), Properties.TreatMissingData]));
    expect(treatment).toMatchObject({ NoHealthyTargets: 'ignore', UnhealthyTargets: 'notBreaching' });
    expect(Object.values(treatment)).not.toContain('breaching');
  });
});

describe('an ECS service can be attached', () => {
  const rule = (group: unknown, peer: 'Source' | 'Destination', other: unknown) => ({
    GroupId: group, [`${peer}SecurityGroupId`]: other, IpProtocol: 'tcp', FromPort: 8443, ToPort: 8443,
  });

  test('in the stack of the web tier', () => {
    const stack = newStack();
    const { vpc } = new ThreeTierVpc(stack, 'Network');
    const web = new WebTier(stack, 'Web', { vpc, targetType: IP });
    attachService(stack, web, vpc);
    const template = Template.fromStack(stack);
    const service = template.toJSON().Resources[idsOf(template, 'AWS::ECS::Service')[0]];
    expect(service.Properties.LoadBalancers).toEqual([{ ContainerName: 'Shop', ContainerPort: 8443, TargetGroupArn: { Ref: idsOf(template, TARGET_GROUP)[0] } }]);
    expect(service.DependsOn).toEqual(expect.arrayContaining(idsOf(template, LISTENER)));
    const [loadBalancer, tasks] = ['WebLoadBalancerSecurityGroup', 'Service'].map((begin) => (
      { 'Fn::GetAtt': [idsOf(template, 'AWS::EC2::SecurityGroup').find((id) => id.startsWith(begin)), 'GroupId'] }));
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', rule(tasks, 'Source', loadBalancer));
    template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', rule(loadBalancer, 'Destination', tasks));
  });

  test('in another stack of the app, without a dependency of the web tier on this stack', () => {
    const stack = newStack();
    const { vpc } = new ThreeTierVpc(stack, 'Network');
    const web = new WebTier(stack, 'Web', { vpc, targetType: IP });
    const application = new Stack(stack.node.root, 'Application');
    attachService(application, web, vpc);
    const template = Template.fromStack(application);
    const loadBalancer = { 'Fn::ImportValue': Match.stringLikeRegexp('WebLoadBalancerSecurityGroup') };
    const tasks = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Service'), 'GroupId'] };
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', rule(tasks, 'Source', loadBalancer));
    template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', rule(loadBalancer, 'Destination', tasks));
    expect(stack.dependencies).toEqual([]);
    expect(application.dependencies).toEqual([stack]);
    Template.fromStack(stack).resourceCountIs('AWS::ECS::Service', 0);
  });
});

describe('synthesis fails', () => {
  test.each(Object.keys(INSTANCE_PROPS(newStack())) as (keyof WebTierProps)[])('if %s is specified for targets that are IP addresses', (prop) => {
    const stack = newStack();
    const props = { targetType: IP, [prop]: INSTANCE_PROPS(stack)[prop as keyof ReturnType<typeof INSTANCE_PROPS>] };
    expect(() => new WebTier(stack, 'Web', { vpc: importedVpc(stack), ...props })).toThrow(new RegExp(`a problem:\\n {2}- ${prop} must not be specified if targetType is IP, got `));
  });

  test.each([['targetPort', 8080], ['targetProtocol', ApplicationProtocol.HTTP]])('if %s is specified for instances', (prop, value) => {
    for (const targetType of [undefined, TargetType.INSTANCE]) {
      expect(() => webTier(newStack(), { targetType, [prop]: value })).toThrow(new RegExp(`a problem:\\n {2}- ${prop} must not be specified if targetType is INSTANCE, got `));
    }
  });

  test.each([TargetType.LAMBDA, TargetType.ALB])('for targets of type %s', (targetType) => {
    expect(() => webTier(newStack(), { targetType })).toThrow(/a problem:\n {2}- targetType must be TargetType\.INSTANCE or TargetType\.IP, got .*listener/);
  });

  test.each([0, 65_536, 80.5])('for port %p', (targetPort) => {
    expect(() => webTier(newStack(), { targetType: IP, targetPort })).toThrow(/a problem:\n {2}- targetPort must be a whole number from 1 to 65535, got /);
  });
});

describe('the web tier of a baseline', () => {
  test.each(['non-production', 'production'])('can have targets that are IP addresses in %s', (type) => {
    const stack = newStack();
    const props = type === 'production' ? productionProps(stack) : {};
    const baseline = baselineIn(stack, { ...props, webTier: { targetType: IP, targetProtocol: ApplicationProtocol.HTTP, healthCheckPath: '/ready' } });
    const template = Template.fromStack(stack);
    expect(baseline.webTier.targetType).toBe(IP);
    expect(only(template, TARGET_GROUP).Properties).toMatchObject({ TargetType: 'ip', Protocol: 'HTTP', HealthCheckPath: '/ready' });
    expect(OF_INSTANCES.filter((one) => idsOf(template, one).length > 0)).toEqual([]);
    expect(JSON.stringify(template.toJSON())).not.toContain('/application"');
    expect(idsOf(template, 'AWS::EC2::SecurityGroupIngress')).toEqual([]);
    const outputs = Object.keys(template.findOutputs('*')).join();
    expect(['LoadBalancerDnsName', 'TargetGroupArn', 'LoadBalancerSecurityGroupId'].filter((name) => !outputs.includes(name))).toEqual([]);
    template.resourceCountIs('AWS::RDS::DBInstance', 1);
  });

  test('rejects options of instances, and reports the options that the user specified', () => {
    const stack = newStack();
    expect(() => baselineIn(stack, { ...productionProps(stack), webTier: { targetType: IP, minCapacity: 1, userData: ec2.UserData.forLinux() } })).toThrow(
      /2 problems:\n {2}- webTier\.minCapacity must not be specified if webTier\.targetType is IP, got 1\. .*\n {2}- webTier\.userData must not be specified/);
  });
});
