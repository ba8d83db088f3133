import type { ISubnet } from 'aws-cdk-lib/aws-ec2';
import { Fn } from 'aws-cdk-lib/core';
import { alarmSection, pathsOf, type BaselineContext, type PathsOutside, type Pillar } from './pillar';
import { checkRegion } from './regions';
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

/** The options that describe a new VPC. */
const OF_NEW_VPC: readonly (keyof CommonThreeTierVpcProps)[] = ['cidr', 'cidrMask', 'maxAzs', 'availabilityZones', 'natGateways', 'interfaceEndpoints', 'interfaceEndpointSubnets', 'flowLogRetention'];

/** The VPC. */
export const NETWORK: Pillar = {
  validate(problems, context) {
    const { network, database, webTier } = context.options;
    checkRegion(problems, context, 'network.vpc', network.vpc);
    if (network.enabled === false) {
      const needing = Object.entries({ database, webTier }).filter(([, { enabled }]) => enabled !== false).map(([name]) => `${name}.enabled`);
      problems.check('network.enabled', false, { isMet: () => needing.length === 0, must: 'TODO', remedy: `A VPC is needed: set ${needing.join(' and ')} to false too, or leave network.enabled out.` });
      problems.check('network.vpc', network.vpc?.node.path, { isMet: () => false, must: 'TODO', remedy: 'network.enabled is false, so nothing would use it: remove one of the two.' });
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

  outputs: [
    { name: 'VpcId', description: 'The VPC', value: ({ vpc }) => vpc?.vpcId },
    { name: 'PublicSubnetIds', description: 'The public subnets', value: ({ vpc }) => idsOf(vpc?.publicSubnets) },
    { name: 'PrivateSubnetIds', description: 'The private subnets with egress', value: ({ vpc }) => idsOf(vpc?.privateSubnets) },
    { name: 'IsolatedSubnetIds', description: 'The isolated subnets', value: ({ vpc }) => idsOf(vpc?.isolatedSubnets) },
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

/** What describes a new VPC has no effect on an existing one. */
function checkExistingVpc(problems: Problems, { props: { network = {} } }: BaselineContext): void {
  for (const prop of OF_NEW_VPC.filter((name) => network[name] !== undefined)) {
    problems.add({ prop: `network.${prop}`, value: network[prop], must: 'TODO', remedy: 'It describes a new VPC: leave it out, or leave network.vpc out.' });
  }
}

function idsOf(subnets: ISubnet[] = []): string | undefined {
  return subnets.length > 0 ? Fn.join(',', subnets.map(({ subnetId }) => subnetId)) : undefined;
}
