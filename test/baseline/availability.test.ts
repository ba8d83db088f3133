import { idOf, nonProduction, ofType, PRESETS, production, synthesize, type SynthesizedBaseline } from './presets-under-test';

const propertiesOf = (preset: SynthesizedBaseline, type: string, text = '') => preset.resources[idOf(preset, type, text)].Properties;
const subnetsOf = (preset: SynthesizedBaseline, tier: string) => [1, 2].map((zone) => ({ Ref: idOf(preset, 'AWS::EC2::Subnet', `${tier}Subnet${zone}`) }));

/** Returns the target of the default route of each subnet in a tier. */
function defaultRouteTargets(preset: SynthesizedBaseline, tier: string): unknown[] {
  const routes = ofType(preset, 'AWS::EC2::Route').map(([, { Properties }]) => Properties);
  return subnetsOf(preset, tier).map((subnet) => {
    const [association] = ofType(preset, 'AWS::EC2::SubnetRouteTableAssociation').map(([, { Properties }]) => Properties)
      .filter(({ SubnetId }) => SubnetId.Ref === subnet.Ref);
    const [route] = routes.filter(({ RouteTableId, DestinationCidrBlock }) => RouteTableId.Ref === association.RouteTableId.Ref && DestinationCidrBlock === '0.0.0.0/0');
    return route && (route.GatewayId ?? route.NatGatewayId).Ref;
  });
}

describe.each(PRESETS)('in %s', (_name, preset) => {
  test('the VPC has the default CIDR block and enables DNS host names and DNS resolution', () => {
    expect(propertiesOf(preset, 'AWS::EC2::VPC')).toMatchObject({ CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true, EnableDnsSupport: true });
  });

  test('every subnet has a route table and assigns no public IP addresses', () => {
    const subnets = ofType(preset, 'AWS::EC2::Subnet');
    const associated = ofType(preset, 'AWS::EC2::SubnetRouteTableAssociation').map(([, { Properties }]) => Properties.SubnetId.Ref);
    expect(associated.sort()).toEqual(subnets.map(([id]) => id).sort());
    expect(subnets.filter(([, { Properties }]) => Properties.MapPublicIpOnLaunch !== false)).toEqual([]);
  });

  test('public subnets route to the internet gateway, private subnets to a NAT gateway, and isolated subnets have no default route', () => {
    const gateway = idOf(preset, 'AWS::EC2::InternetGateway');
    const natGateways = ofType(preset, 'AWS::EC2::NatGateway').map(([id]) => id);
    expect(defaultRouteTargets(preset, 'Public')).toEqual([gateway, gateway]);
    expect(defaultRouteTargets(preset, 'Private')).toEqual(preset === production ? natGateways : [natGateways[0], natGateways[0]]);
    expect(defaultRouteTargets(preset, 'Isolated')).toEqual([undefined, undefined]);
  });

  test('S3 and DynamoDB have gateway endpoints', () => {
    const gateways = ofType(preset, 'AWS::EC2::VPCEndpoint').map(([, { Properties }]) => Properties).filter(({ VpcEndpointType }) => VpcEndpointType === 'Gateway');
    const services = gateways.map(({ ServiceName }) => JSON.stringify(ServiceName).match(/\.(s3|dynamodb)"/)?.[1]);
    expect(services.sort()).toEqual(['dynamodb', 's3']);
  });

  test('all rules of the default security group are removed', () => {
    const closed = propertiesOf(preset, 'Custom::ClosedDefaultSecurityGroup');
    expect(closed.SecurityGroupId).toEqual({ 'Fn::GetAtt': [idOf(preset, 'AWS::EC2::VPC'), 'DefaultSecurityGroup'] });
  });

  test('load balancer, instances and database each use both Availability Zones of their tier', () => {
    const loadBalancerTier = preset === production ? 'Public' : 'Private';
    expect(propertiesOf(preset, 'AWS::ElasticLoadBalancingV2::LoadBalancer').Subnets).toEqual(subnetsOf(preset, loadBalancerTier));
    expect(propertiesOf(preset, 'AWS::AutoScaling::AutoScalingGroup').VPCZoneIdentifier).toEqual(subnetsOf(preset, 'Private'));
    expect(propertiesOf(preset, 'AWS::RDS::DBSubnetGroup').SubnetIds).toEqual(subnetsOf(preset, 'Isolated'));
  });

  test('the Auto Scaling group uses ELB health checks and scales with the CPU utilization', () => {
    const group = idOf(preset, 'AWS::AutoScaling::AutoScalingGroup');
    expect(preset.resources[group].Properties).toMatchObject({
      HealthCheckType: 'ELB', TargetGroupARNs: [{ Ref: idOf(preset, 'AWS::ElasticLoadBalancingV2::TargetGroup') }],
    });
    expect(propertiesOf(preset, 'AWS::AutoScaling::ScalingPolicy')).toMatchObject({
      AutoScalingGroupName: { Ref: group },
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingConfiguration: { PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' } },
    });
  });

  test('a new image replaces the instances in a rolling update that waits for their success signals', () => {
    const id = idOf(preset, 'AWS::AutoScaling::AutoScalingGroup');
    const group = preset.template.toJSON().Resources[id];
    const template = idOf(preset, 'AWS::EC2::LaunchTemplate');
    expect(group.Properties.LaunchTemplate).toEqual({ LaunchTemplateId: { Ref: template }, Version: { 'Fn::GetAtt': [template, 'LatestVersionNumber'] } });
    expect(group.UpdatePolicy.AutoScalingRollingUpdate).toMatchObject({ WaitOnResourceSignals: true, MinInstancesInService: Number(group.Properties.MinSize) });
    expect(group.CreationPolicy.ResourceSignal.Count).toBe(Number(group.Properties.MinSize));
  });

  test('the database has an exact engine version and automated backups', () => {
    const { EngineVersion, BackupRetentionPeriod, MultiAZ } = propertiesOf(preset, 'AWS::RDS::DBInstance');
    expect(EngineVersion).toMatch(/^8\.4\.([5-9]|[1-9]\d+)$/);
    expect(BackupRetentionPeriod).toBeGreaterThanOrEqual(1);
    expect(MultiAZ).toBe(preset === production);
  });
});

test('production has a NAT gateway in each Availability Zone and two instances, and non-production has one of each', () => {
  const countsOf = (preset: SynthesizedBaseline) => [ofType(preset, 'AWS::EC2::NatGateway').length, propertiesOf(preset, 'AWS::AutoScaling::AutoScalingGroup').MinSize];
  expect(countsOf(production)).toEqual([2, '2']);
  expect(countsOf(nonProduction)).toEqual([1, '1']);
  const subnets = ofType(production, 'AWS::EC2::NatGateway').map(([, { Properties }]) => Properties.SubnetId);
  expect(subnets).toEqual(subnetsOf(production, 'Public'));
});

test('interface endpoints are created in production only', () => {
  const interfacesOf = (preset: SynthesizedBaseline) => ofType(preset, 'AWS::EC2::VPCEndpoint').filter(([, { Properties }]) => Properties.VpcEndpointType === 'Interface');
  expect(interfacesOf(nonProduction)).toEqual([]);
  expect(interfacesOf(production).length).toBeGreaterThanOrEqual(3);
});

test('network.cidr and network.maxAzs set the CIDR block and the Availability Zones of the VPC', () => {
  const chosen = synthesize(() => ({ network: { cidr: '10.20.0.0/16', maxAzs: 3 } }));
  expect(propertiesOf(chosen, 'AWS::EC2::VPC').CidrBlock).toBe('10.20.0.0/16');
  expect(ofType(chosen, 'AWS::EC2::Subnet')).toHaveLength(9);
  expect(propertiesOf(chosen, 'AWS::RDS::DBSubnetGroup').SubnetIds).toHaveLength(3);
});
