/** How long CloudFormation takes to create a resource, in seconds. */
export interface Duration {
  readonly expected: number;
  readonly min: number;
  readonly max: number;
}

const between = (min: number, expected: number, max: number): Duration => ({ min, expected, max });

/** Resources that one request creates, and that CloudFormation reports as complete within seconds. */
const IMMEDIATE = between(1, 4, 10);
/** Custom resources: the first invocation of a function, a few requests, and the response. */
const CUSTOM = between(5, 15, 40);

/**
 * The duration of each resource type in the stacks of both presets. The resource type of keys waits one or two minutes on purpose
 * (https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-kms/pull/5). AWS documents no duration of the other types: they are
 * estimates. Each release measures the real durations (`integ/release/durations.ts`): replace the estimates that differ.
 */
export const DURATIONS: { readonly [type: string]: Duration } = {
  'AWS::AutoScaling::AutoScalingGroup': between(120, 300, 600),
  'AWS::AutoScaling::ScalingPolicy': IMMEDIATE,
  'AWS::CloudTrail::Trail': between(3, 8, 20),
  'AWS::CloudWatch::Alarm': IMMEDIATE,
  'AWS::CloudWatch::Dashboard': IMMEDIATE,
  'AWS::Config::ConfigRule': between(2, 6, 20),
  'AWS::Config::ConfigurationRecorder': between(3, 10, 30),
  'AWS::Config::DeliveryChannel': between(3, 10, 30),
  'AWS::DynamoDB::Table': between(10, 20, 60),
  'AWS::EC2::EIP': between(10, 16, 30),
  'AWS::EC2::FlowLog': IMMEDIATE,
  'AWS::EC2::InternetGateway': between(10, 16, 30),
  'AWS::EC2::LaunchTemplate': IMMEDIATE,
  'AWS::EC2::NatGateway': between(90, 120, 200),
  'AWS::EC2::NetworkAcl': IMMEDIATE,
  'AWS::EC2::NetworkAclEntry': IMMEDIATE,
  'AWS::EC2::Route': between(2, 5, 16),
  'AWS::EC2::RouteTable': between(5, 10, 16),
  'AWS::EC2::SecurityGroup': between(3, 6, 12),
  'AWS::EC2::SecurityGroupEgress': IMMEDIATE,
  'AWS::EC2::SecurityGroupIngress': IMMEDIATE,
  'AWS::EC2::Subnet': between(3, 6, 16),
  'AWS::EC2::SubnetNetworkAclAssociation': IMMEDIATE,
  'AWS::EC2::SubnetRouteTableAssociation': IMMEDIATE,
  'AWS::EC2::VPC': between(5, 12, 16),
  'AWS::EC2::VPCEndpoint': between(5, 15, 90),
  'AWS::EC2::VPCGatewayAttachment': between(5, 10, 16),
  'AWS::ElasticLoadBalancingV2::Listener': IMMEDIATE,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': between(90, 150, 240),
  'AWS::ElasticLoadBalancingV2::TargetGroup': between(5, 16, 20),
  'AWS::Events::Rule': between(30, 60, 65),
  'AWS::IAM::InstanceProfile': between(120, 125, 140),
  'AWS::IAM::Policy': between(14, 17, 20),
  'AWS::IAM::Role': between(14, 17, 25),
  'AWS::IAM::ServiceLinkedRole': between(5, 12, 20),
  'AWS::KMS::Alias': between(1, 4, 60),
  'AWS::KMS::Key': between(60, 60, 130),
  'AWS::Lambda::Permission': IMMEDIATE,
  'AWS::Lambda::EventInvokeConfig': IMMEDIATE,
  'AWS::Lambda::Function': between(4, 8, 15),
  'AWS::Logs::LogGroup': IMMEDIATE,
  'AWS::Logs::MetricFilter': IMMEDIATE,
  'AWS::RDS::DBInstance': between(300, 600, 1200),
  'AWS::RDS::DBParameterGroup': between(5, 12, 30),
  'AWS::RDS::DBSubnetGroup': IMMEDIATE,
  'AWS::RDS::EventSubscription': between(10, 40, 70),
  'AWS::RDS::OptionGroup': between(5, 12, 30),
  'AWS::S3::Bucket': between(14, 20, 30),
  'AWS::S3::BucketPolicy': IMMEDIATE,
  'AWS::SNS::Topic': between(5, 10, 16),
  'AWS::SNS::TopicPolicy': IMMEDIATE,
  'AWS::SQS::Queue': between(30, 60, 70),
  'AWS::SQS::QueuePolicy': IMMEDIATE,
  // The settings of all regions, side by side, and the report of IAM about passwords.
  'Custom::AccountGuardrails': between(20, 60, 180),
  'Custom::ClosedDefaultSecurityGroup': CUSTOM,
  'Custom::ConfigPreCheck': CUSTOM,
  'Custom::ConfigStarter': CUSTOM,
  'Custom::DataLossCheck': CUSTOM,
  'Custom::EmptyOnDelete': CUSTOM,
};
