import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Stack, StackProps } from 'aws-cdk-lib/core';
import { HardenedMySql, type HardenedMySqlProps } from '../../src';
import { newStack, type TemplateResource } from '../support/templates';

type Settings = Omit<HardenedMySqlProps, 'vpc'> & { readonly vpc?: ec2.IVpc };

export const SNAPSHOT = 'arn:aws:rds:eu-west-1:111122223333:snapshot:before';

/** Creates a database, by default in an imported VPC. */
export function database(stack: Stack, props: Settings = {}): HardenedMySql {
  return new HardenedMySql(stack, 'Database', { ...props, vpc: props.vpc ?? importedVpc(stack) });
}

/** The template of a database with the props that `propsFor` returns for its stack, and of the resources that `use` adds. */
export function databaseTemplate(
  propsFor: (stack: Stack) => Settings = () => ({}),
  use: (database: HardenedMySql, stack: Stack) => void = () => undefined,
  { stackProps, context }: { stackProps?: StackProps; context?: Record<string, unknown> } = {},
): Template {
  const stack = newStack(stackProps, context);
  use(database(stack, propsFor(stack)), stack);
  return Template.fromStack(stack);
}

/** An imported VPC, of which only the ids, the CIDR block and the Availability Zones are known. */
export function importedVpc(stack: Stack, availabilityZones = ['eu-west-1a', 'eu-west-1b']): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, 'ImportedVpc', {
    vpcId: 'vpc-1',
    vpcCidrBlock: '10.1.0.0/16',
    availabilityZones,
    publicSubnetIds: availabilityZones.map((_, index) => `subnet-public-${index}`),
    privateSubnetIds: availabilityZones.map((_, index) => `subnet-private-${index}`),
    isolatedSubnetIds: availabilityZones.map((_, index) => `subnet-isolated-${index}`),
  });
}

/** The resources of a type that belong to the database, by logical id. */
export function ownResources(template: Template, type: string): Record<string, TemplateResource> {
  const found = Object.entries(template.findResources(type)).filter(([id]) => id.startsWith('Database'));
  return Object.fromEntries(found) as Record<string, TemplateResource>;
}

/** The only logical id of a type that belongs to the database. */
export function ownId(template: Template, type: string): string {
  const [found, ...others] = Object.keys(ownResources(template, type));
  if (!found || others.length > 0) {
    throw new Error(`expected one ${type} of the database, found ${[found, ...others].join(', ')}`);
  }
  return found;
}

/** The only resource of a type that belongs to the database. */
export function own(template: Template, type: string): TemplateResource {
  return ownResources(template, type)[ownId(template, type)];
}

/** The properties of the instance. */
export function instanceOf(template: Template): Record<string, any> { // eslint-disable-line @typescript-eslint/no-explicit-any
  return own(template, 'AWS::RDS::DBInstance').Properties;
}
