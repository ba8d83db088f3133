import { paginateListStackResources } from '@aws-sdk/client-cloudformation';
import type { Aws } from './aws';
import type { DemoEnvironment } from './environments';

/** A deployed stack. */
export interface Deployment {
  readonly aws: Aws;
  readonly environment: DemoEnvironment;
  readonly production: boolean;

  /** The outputs by their name, such as VpcId. */
  readonly outputs: Record<string, string>;

  /** The physical IDs of the stack's resources by resource type. */
  readonly resources: Record<string, string[]>;
}

/** Reads the outputs and resources of the stack from CloudFormation. */
export async function describeDeployment(aws: Aws, environment: DemoEnvironment): Promise<Deployment> {
  const { stackName: StackName, preset } = environment;
  const { Stacks } = await aws.cloudFormation.describeStacks({ StackName });
  const outputs = Object.fromEntries((Stacks![0].Outputs ?? [])
    .map(({ OutputKey, OutputValue }) => [/^Baseline(\w+)Output[\dA-F]{8}$/.exec(OutputKey!)![1], OutputValue!]));
  const resources: Record<string, string[]> = {};
  for await (const page of paginateListStackResources({ client: aws.cloudFormation }, { StackName })) {
    for (const { ResourceType, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
      (resources[ResourceType!] ??= []).push(PhysicalResourceId!);
    }
  }
  return { aws, environment, production: preset === 'production', outputs, resources };
}

/** The values of the outputs with a name and a number, such as PublicSubnetId1. */
export function numberedOutputs(outputs: Deployment['outputs'], name: string): string[] {
  return Object.keys(outputs).filter((output) => /^\d+$/.test(output.replace(name, ''))).map((output) => outputs[output]);
}
