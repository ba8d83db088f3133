/** Waits for healthy targets, and for an answer, of a deployed integ app: `npx projen integ:web production`. */
import { paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { statusOf } from './answer';
import { until, type Patience } from './patience';
import { DEFAULT_HEALTH_CHECK_PATH } from '../../src/compute/user-data';
import { clientsOf, type Aws } from '../demo/aws';
import { INTEG_APPS } from '../run';

/** An instance boots, installs its agent and passes its health checks well within. */
const PATIENCE: Patience = { milliseconds: 10 * 60_000, pauseMilliseconds: 10_000 };
const OK = 200;

type Resources = Record<string, string>;

/** The physical ids of the stack, by type: the web tier has one of each. */
async function resourcesOf({ cloudFormation }: Aws, StackName: string): Promise<Resources> {
  const resources: Resources = {};
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client: cloudFormation }, { StackName })) {
    StackResourceSummaries.forEach(({ ResourceType, PhysicalResourceId }) => { resources[ResourceType!] = PhysicalResourceId!; });
  }
  return resources;
}

/** The states of the targets; a target group without targets is not healthy either. */
async function states({ elb }: Aws, TargetGroupArn: string): Promise<string[]> {
  const { TargetHealthDescriptions = [] } = await elb.describeTargetHealth({ TargetGroupArn });
  return TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth!.State!);
}

/** Where the health page is asked for; undefined for an internal load balancer, which is not reached from outside of its VPC. */
async function addressOf({ elb }: Aws, LoadBalancerArn: string): Promise<string | undefined> {
  const { LoadBalancers } = await elb.describeLoadBalancers({ LoadBalancerArns: [LoadBalancerArn] });
  const { Scheme, DNSName } = LoadBalancers![0];
  // On the internet it has a certificate, and only redirects HTTP.
  return Scheme === 'internet-facing' ? `https://${DNSName}${DEFAULT_HEALTH_CHECK_PATH}` : undefined;
}

async function wait<Answer>(what: string, ask: () => Promise<Answer>, isRight: (answer: Answer) => boolean, patience: Patience): Promise<void> {
  const told = async () => {
    const answer = await ask();
    console.log(`${what}: ${String(answer)}`);
    return answer;
  };
  await until(told, isRight, () => `${what}: not right within ${patience.milliseconds / 60_000} minutes.`, patience);
}

/**
 * Waits until all targets are healthy, and a load balancer on the internet gives the health page.
 * @throws if that takes longer than the patience lasts
 */
export async function awaitWebTier(aws: Aws, stackName: string, patience = PATIENCE): Promise<void> {
  const resources = await resourcesOf(aws, stackName);
  const targetGroup = resources['AWS::ElasticLoadBalancingV2::TargetGroup'];
  await wait('targets', () => states(aws, targetGroup), (found) => found.length > 0 && found.every((state) => state === 'healthy'), patience);
  const address = await addressOf(aws, resources['AWS::ElasticLoadBalancingV2::LoadBalancer']);
  if (address) {
    await wait(address, () => statusOf(address), (status) => status === OK, patience);
  } else {
    console.log('The load balancer is internal: it answers within its VPC alone.');
  }
}

if (require.main === module) {
  const { stackName } = INTEG_APPS[process.argv[2] as keyof typeof INTEG_APPS];
  void awaitWebTier(clientsOf({ local: false, variables: {} }), stackName);
}
