/** Waits for healthy targets and an answer of a deployed integ app: `npx projen integ:web production`. */
import { setTimeout as pause } from 'node:timers/promises';
import { paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { statusOf } from './answer';
import { clientsOf, type Aws } from '../demo/aws';
import { INTEG_APPS } from '../run';

/** An instance boots, installs its agent and passes its health checks well within. */
const PATIENCE_MILLISECONDS = 10 * 60_000;
const PAUSE_MILLISECONDS = 10_000;
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

/** Production answers over HTTPS alone, with a certificate of its own making. */
async function addressOf({ elb }: Aws, LoadBalancerArn: string): Promise<string> {
  const { LoadBalancers } = await elb.describeLoadBalancers({ LoadBalancerArns: [LoadBalancerArn] });
  const { Listeners } = await elb.describeListeners({ LoadBalancerArn });
  const scheme = Listeners!.some(({ Protocol }) => Protocol === 'HTTPS') ? 'https' : 'http';
  return `${scheme}://${LoadBalancers![0].DNSName}/`;
}

/** Asks until the answer is right. */
async function until<Answer>(what: string, ask: () => Promise<Answer>, isRight: (answer: Answer) => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const answer = await ask();
    console.log(`${what}: ${String(answer)}`);
    if (isRight(answer)) {
      return;
    }
    if (Date.now() > deadline) {
      throw new Error(`${what}: not right within ${PATIENCE_MILLISECONDS / 60_000} minutes.`);
    }
    await pause(PAUSE_MILLISECONDS);
  }
}

async function main(preset: string): Promise<void> {
  const aws = clientsOf({ local: false, variables: {} });
  const { stackName } = INTEG_APPS[preset as keyof typeof INTEG_APPS];
  const resources = await resourcesOf(aws, stackName);
  const targetGroup = resources['AWS::ElasticLoadBalancingV2::TargetGroup'];
  await until('targets', () => states(aws, targetGroup), (found) => found.length > 0 && found.every((state) => state === 'healthy'));
  const address = await addressOf(aws, resources['AWS::ElasticLoadBalancingV2::LoadBalancer']);
  await until(address, () => statusOf(address), (status) => status === OK);
}

void main(process.argv[2]);
