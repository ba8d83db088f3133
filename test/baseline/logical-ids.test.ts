import { ofType, PRESETS, production } from './presets-under-test';
import { page } from '../docs/pages';

/**
 * The logical ids of what holds data, or what others know by its address, in a stack whose baseline is called `Baseline`. Users import and
 * keep resources by them (docs/taking-over-existing-resources.md). CloudFormation replaces what changes its id, so that changing one here
 * loses users' data: it is a breaking change, whatever else it is.
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
  // A database whose subnet group is another one is replaced.
  'AWS::RDS::DBSubnetGroup': ['BaselineDatabaseSubnetGroupD955BCCD'],
  'AWS::S3::Bucket': [
    'BaselineAccessLogsBucket5D96CD7E', 'BaselineConfigBucket84CCD758', 'BaselineDataBucket6206E59F', 'BaselineTrailBucket0F7828CB',
  ],
  'AWS::SNS::Topic': ['BaselineDeliveryFailureTopic8550B8D1', 'BaselineNotifications40375635'],
  'AWS::SQS::Queue': [
    'BaselineDeliveryFailureTopicDeadLettersD55CF14D', 'BaselineNotificationsDeadLettersBFE0491C', 'BaselineSecurityAlarmsRealTimeRulesDeadLetters1B95A118',
  ],
};

/** The log groups of the functions hold nothing that outlives a deployment. */
const idsOf = (preset: typeof production, type: string) => ofType(preset, type).map(([id]) => id).filter((id) => id.startsWith('Baseline')).sort();

/** The second NAT gateway's address is production's. */
const expectedOf = (name: string, type: string) => (name !== 'production' && type === 'AWS::EC2::EIP' ? IDS[type].slice(0, 1) : IDS[type]);

describe.each(PRESETS)('in %s', (name, preset) => {
  test.each(Object.keys(IDS))('each %s keeps its logical id', (type) => expect(idsOf(preset, type)).toEqual(expectedOf(name, type)));
});

test('every type of which production retains something is in the table', () => {
  // Parameter and option groups carry the version of MySQL in their ids: another version needs others.
  const retained = Object.values(production.resources)
    .filter(({ DeletionPolicy, Type }) => DeletionPolicy && DeletionPolicy !== 'Delete' && Type !== 'AWS::RDS::OptionGroup').map(({ Type }) => Type);
  expect(retained.filter((type) => !IDS[type])).toEqual([]);
});

test('the guide tells to import by ids that are in the table', () => {
  const told = [...page('docs/taking-over-existing-resources.md').text.matchAll(/\bBaseline\w+[0-9A-F]{8}\b/g)].map(([id]) => id);
  expect(told.filter((id) => !Object.values(IDS).flat().includes(id))).toEqual([]);
  expect(told).toEqual(expect.arrayContaining([...IDS['AWS::S3::Bucket'], ...IDS['AWS::RDS::DBInstance'], ...IDS['AWS::EC2::VPC'], IDS['AWS::KMS::Key'].find((id) => id.startsWith('BaselineKey'))]));
});
