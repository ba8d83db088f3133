import { paginateListStackResources } from '@aws-sdk/client-cloudformation';
import type { Aws } from './aws';
import type { DemoEnvironment } from './environments';

/** A deployed stack. */
export interface Deployment {
  readonly aws: Aws;
  readonly environment: DemoEnvironment;
  readonly production: boolean;

  /** The outputs by their export name without the prefix of the baseline. */
  readonly outputs: Record<string, string>;

  /** The physical IDs of the stack's resources by resource type. */
  readonly resources: Record<string, string[]>;
}

/** Reads the outputs and resources of the stack from CloudFormation. */
export async function describeDeployment(aws: Aws, environment: DemoEnvironment): Promise<Deployment> {
  const { stackName: StackName, namePrefix, preset } = environment;
  const { Stacks } = await aws.cloudFormation.describeStacks({ StackName });
  const outputs = Object.fromEntries((Stacks![0].Outputs ?? [])
    .map(({ ExportName, OutputValue }) => [ExportName!.slice(namePrefix.length + 1), OutputValue!]));
  const resources: Record<string, string[]> = {};
  for await (const page of paginateListStackResources({ client: aws.cloudFormation }, { StackName })) {
    for (const { ResourceType, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
      (resources[ResourceType!] ??= []).push(PhysicalResourceId!);
    }
  }
  return { aws, environment, production: preset === 'production', outputs, resources };
}
