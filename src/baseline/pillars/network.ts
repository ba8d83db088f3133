import type { ISubnet } from 'aws-cdk-lib/aws-ec2';
import { alarmSection, pathsOf, type BaselineContext, type Output, type PathsOutside, type Pillar } from './pillar';
import type { Problems } from '../../common/validation/problems';
import { NatGatewayAlarms, ThreeTierVpc, type CommonThreeTierVpcProps, type ThreeTierVpcProps } from '../../network';
import { checkThreeTierVpc } from '../../network/validation';

export const NETWORK_PATHS: PathsOutside<ThreeTierVpcProps, CommonThreeTierVpcProps> = {
  databasePort: 'database.port',
  vpcName: 'environmentSuffix',
  flowLogGroupName: 'environmentSuffix',
  flowLogRemovalPolicy: 'retainData',
  encryptionKey: 'storage.encryptionKey',
};

/** The options that apply only to a new VPC. */
const NEW_VPC_OPTIONS: readonly (keyof CommonThreeTierVpcProps)[] = ['cidr', 'cidrMask', 'maxAzs', 'availabilityZones', 'natGateways', 'interfaceEndpoints', 'interfaceEndpointSubnets', 'additionalTraffic', 'flowLogRetention'];

/** Creates the VPC, or uses an existing one. */
export const NETWORK: Pillar = {
  validate(problems, context) {
    const { network, database, webTier } = context.options;
    problems.checkRegion('network.vpc', network.vpc);
    if (network.enabled === false) {
      const dependents = Object.entries({ database, webTier }).filter(([, { enabled }]) => enabled !== false).map(([name]) => `{${name}.enabled}`);
      problems.check('network.enabled', false, {
        isMet: () => dependents.length === 0,
        must: 'be true if the baseline has a database or a web tier',
        remedy: `Set ${dependents.join(' and ')} to false as well, or remove {network.enabled}.`,
      });
      problems.check('network.vpc', network.vpc?.node.path, {
        isMet: () => false,
        must: 'not be specified if {network.enabled} is false',
        remedy: 'Remove {network.vpc}, or set {network.enabled} to true.',
      });
    } else if (network.vpc) {
      checkExistingVpc(problems, context);
    } else {
      problems.include((inner) => checkThreeTierVpc(inner, context.scope, { ...network, databasePort: database.port }), pathsOf('network', NETWORK_PATHS));
    }
  },

  create(context, parts) {
    const { network } = context.options;
    if (network.enabled === false || network.vpc) {
      return { ...parts, vpc: network.vpc };
    }
    const created = createNetwork(context, parts.encryptionKey);
    const natGatewayAlarms = new NatGatewayAlarms(context.scope, 'NatGatewayAlarms', {
      ...parts.healthAlarms, natGatewayIds: created.natGateways.map(({ ref }) => ref),
    });
    return { ...parts, network: created, vpc: created.vpc, natGatewayAlarms };
  },

  outputs: ({ vpc, network }) => [
    { name: 'VpcId', description: 'The id of the VPC', value: vpc?.vpcId },
    // An output for each subnet, so that another Availability Zone changes none. The number of subnets of an existing VPC can change in any way.
    ...numbered('AvailabilityZone', 'Availability Zone', network?.vpc.availabilityZones),
    ...numbered('PublicSubnetId', 'id of public subnet', idsOf(network?.vpc.publicSubnets)),
    ...numbered('PrivateSubnetId', 'id of private subnet', idsOf(network?.vpc.privateSubnets)),
    ...numbered('IsolatedSubnetId', 'id of isolated subnet', idsOf(network?.vpc.isolatedSubnets)),
  ],

  dashboardSections: ({ natGatewayAlarms }) => [alarmSection('NAT gateways', natGatewayAlarms?.alarms)],
};

function createNetwork({ scope, options, namePrefix, dataRemovalPolicy }: BaselineContext, encryptionKey: ThreeTierVpcProps['encryptionKey']): ThreeTierVpc {
  const { enabled, vpc, ...layout } = options.network;
  return new ThreeTierVpc(scope, 'Network', {
    ...layout,
    databasePort: options.database.port,
    vpcName: namePrefix,
    flowLogGroupName: `/${namePrefix}/flow-logs`,
    flowLogRemovalPolicy: dataRemovalPolicy,
    encryptionKey,
  });
}

/** Records options that have no effect on an existing VPC. */
function checkExistingVpc(problems: Problems, { props: { network = {} } }: BaselineContext): void {
  for (const prop of NEW_VPC_OPTIONS.filter((name) => network[name] !== undefined)) {
    problems.add({ prop: `network.${prop}`, value: network[prop], must: 'not be specified together with {network.vpc}', remedy: `It applies only to a new VPC. Remove {network.${prop}} or {network.vpc}.` });
  }
}

function idsOf(subnets?: ISubnet[]): string[] | undefined {
  return subnets?.map(({ subnetId }) => subnetId);
}

function numbered(name: string, what: string, values: string[] = []): Output[] {
  return values.map((value, index) => ({ name: `${name}${index + 1}`, description: `The ${what} ${index + 1}`, value }));
}
