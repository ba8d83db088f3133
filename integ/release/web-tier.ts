/** Waits until the targets of a deployed integ app are healthy and its load balancer responds: `npx projen integ:web production`. */
import { paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { statusOf } from './http-status';
import { waitUntil, type WaitOptions } from './wait';
import { DEFAULT_HEALTH_CHECK_PATH } from '../../src/compute/user-data';
import { clientsOf, type Aws } from '../demo/aws';
import { INTEG_APPS } from '../run';

/** The time limit for an instance to start, install its agent and pass its health checks. */
const WAIT: WaitOptions = { milliseconds: 10 * 60_000, pauseMilliseconds: 10_000 };
const OK = 200;

type Resources = Record<string, string>;

/** The physical IDs of the resources of the stack by type. The web tier has one resource of each type. */
async function resourcesOf({ cloudFormation }: Aws, StackName: string): Promise<Resources> {
  const resources: Resources = {};
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client: cloudFormation }, { StackName })) {
    StackResourceSummaries.forEach(({ ResourceType, PhysicalResourceId }) => { resources[ResourceType!] = PhysicalResourceId!; });
  }
  return resources;
}

/** The health states of the targets. */
async function states({ elb }: Aws, TargetGroupArn: string): Promise<string[]> {
  const { TargetHealthDescriptions = [] } = await elb.describeTargetHealth({ TargetGroupArn });
  return TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth!.State!);
}

/** The address of the health check page, or undefined for an internal load balancer, which is not reachable from outside its VPC. */
async function addressOf({ elb }: Aws, LoadBalancerArn: string): Promise<string | undefined> {
  const { LoadBalancers } = await elb.describeLoadBalancers({ LoadBalancerArns: [LoadBalancerArn] });
  const { Scheme, DNSName } = LoadBalancers![0];
  // An internet-facing load balancer has a certificate and redirects HTTP to HTTPS.
  return Scheme === 'internet-facing' ? `https://${DNSName}${DEFAULT_HEALTH_CHECK_PATH}` : undefined;
}

async function wait<Value>(subject: string, read: () => Promise<Value>, isExpected: (value: Value) => boolean, options: WaitOptions): Promise<void> {
  const readAndLog = async () => {
    const value = await read();
    console.log(`${subject}: ${String(value)}`);
    return value;
  };
  await waitUntil(readAndLog, isExpected, (value) => `Timed out after ${options.milliseconds / 60_000} minutes. ${subject}: ${String(value)}.`, options);
}

/**
 * Waits until all targets are healthy and an internet-facing load balancer responds to the health check path with 200.
 * @throws if the time limit is exceeded
 */
export async function waitForWebTier(aws: Aws, stackName: string, options = WAIT): Promise<void> {
  const resources = await resourcesOf(aws, stackName);
  const targetGroup = resources['AWS::ElasticLoadBalancingV2::TargetGroup'];
  await wait('States of the targets', () => states(aws, targetGroup), (found) => found.length > 0 && found.every((state) => state === 'healthy'), options);
  const address = await addressOf(aws, resources['AWS::ElasticLoadBalancingV2::LoadBalancer']);
  if (address) {
    await wait(`Status of ${address}`, () => statusOf(address), (status) => status === OK, options);
  } else {
    console.log('The load balancer is internal and responds only within its VPC.');
  }
}

if (require.main === module) {
  const { stackName } = INTEG_APPS[process.argv[2] as keyof typeof INTEG_APPS];
  void waitForWebTier(clientsOf({ local: false, variables: {} }), stackName);
}
