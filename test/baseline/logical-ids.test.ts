import { ofType, PRESETS, production } from './presets-under-test';
import { page } from '../docs/pages';

/**
 * The logical ids of resources that contain data or have an address that others use, in a stack whose baseline has the id `Baseline`. Users import
 * resources by these ids (docs/taking-over-existing-resources.md). CloudFormation replaces a resource whose logical id changes, and users lose its
 * data: a change in this table is always a breaking change.
 */
const IDS: { readonly [type: string]: string[] } = {
  'AWS::CloudTrail::Trail': ['BaselineTrail4AFB0F3E'],
  'AWS::Config::ConfigurationRecorder': ['BaselineConfigRecorderB5D9FDED'],
  'AWS::Config::DeliveryChannel': ['BaselineConfigDeliveryChannel019E8F42'],
  'AWS::EC2::EIP': ['BaselineNetworkNatAddress12ABE021B', 'BaselineNetworkNatAddress27EF3BE42'],
  'AWS::EC2::Subnet': [
    'BaselineNetworkIsolatedSubnet166FD587D', 'BaselineNetworkIsolatedSubnet29A322620',
    'BaselineNetworkPrivateSubnet10CB6AA34', 'BaselineNetworkPrivateSubnet2383933F9',
    'BaselineNetworkPublicSubnet1A2F31B2D', 'BaselineNetworkPublicSubnet2B0FEE40C',
  ],
  'AWS::EC2::VPC': ['BaselineNetwork5D23F9B1'],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ['BaselineWebTierLoadBalancerCA39297D'],
  'AWS::KMS::Alias': ['BaselineKeyAlias144C5A5B'],
  'AWS::KMS::Key': ['BaselineDeliveryFailureTopicKey580E2181', 'BaselineKeyF70061C3', 'BaselineNotificationsKeyA39581A3'],
  'AWS::Logs::LogGroup': [
    'BaselineDatabaseLogsaudit4EF6500B', 'BaselineDatabaseLogserrorC0395375',
    'BaselineDatabaseLogsgeneralC6AB3C29', 'BaselineDatabaseLogsslowquery8BD40E25',
    'BaselineNetworkFlowLogsLogGroup4B805F78', 'BaselineTrailLogGroup2F0EB54A', 'BaselineWebTierLogGroupF3EBBB38',
  ],
  'AWS::RDS::DBInstance': ['BaselineDatabaseAE2FB837'],
  // Another subnet group would replace the database.
  'AWS::RDS::DBSubnetGroup': ['BaselineDatabaseSubnetGroupD955BCCD'],
  'AWS::S3::Bucket': [
    'BaselineAccessLogsBucket5D96CD7E', 'BaselineConfigBucket84CCD758', 'BaselineDataBucket6206E59F', 'BaselineTrailBucket0F7828CB',
  ],
  'AWS::SNS::Topic': ['BaselineDeliveryFailureTopic8550B8D1', 'BaselineNotifications40375635'],
  'AWS::SQS::Queue': [
    'BaselineDeliveryFailureTopicDeadLettersD55CF14D', 'BaselineFindingsRulesDeadLetters31BB8180', 'BaselineNotificationsDeadLettersBFE0491C', 'BaselineSecurityAlarmsRealTimeRulesDeadLetters1B95A118',
  ],
};

/** Returns the logical ids of the baseline's resources of a type. Log groups of functions are not included: they contain no data of users. */
const idsOf = (preset: typeof production, type: string) => ofType(preset, type).map(([id]) => id).filter((id) => id.startsWith('Baseline') && !id.includes('PublisherFunctionLogGroup')).sort();

/** Returns the expected logical ids. Only production has a second NAT gateway and its Elastic IP address. */
const expectedOf = (name: string, type: string) => (name !== 'production' && type === 'AWS::EC2::EIP' ? IDS[type].slice(0, 1) : IDS[type]);

describe.each(PRESETS)('in %s', (name, preset) => {
  test.each(Object.keys(IDS))('the logical ids of %s do not change', (type) => expect(idsOf(preset, type)).toEqual(expectedOf(name, type)));
});

test('all resource types that production retains are in the table', () => {
  // The logical ids of option groups contain the version of MySQL, because another version requires another group.
  const retained = Object.values(production.resources)
    .filter(({ DeletionPolicy, Type }) => DeletionPolicy && DeletionPolicy !== 'Delete' && Type !== 'AWS::RDS::OptionGroup').map(({ Type }) => Type);
  expect(retained.filter((type) => !IDS[type])).toEqual([]);
});

test('all logical ids in the guide are in the table', () => {
  const ids = [...page('docs/taking-over-existing-resources.md').text.matchAll(/\bBaseline\w+[0-9A-F]{8}\b/g)].map(([id]) => id);
  expect(ids.filter((id) => !Object.values(IDS).flat().includes(id))).toEqual([]);
  expect(ids).toEqual(expect.arrayContaining([...IDS['AWS::S3::Bucket'], ...IDS['AWS::RDS::DBInstance'], ...IDS['AWS::EC2::VPC'], IDS['AWS::KMS::Key'].find((id) => id.startsWith('BaselineKey'))]));
});
