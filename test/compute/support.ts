import { Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Stack, StackProps } from 'aws-cdk-lib/core';
import { ThreeTierVpc, WebTier, type WebTierProps } from '../../src';
import { newStack, only } from '../support/templates';

export const CERTIFICATE_ARN = 'arn:aws:acm:eu-west-1:111122223333:certificate/11111111-2222-3333-4444-555555555555';

type Settings = Omit<WebTierProps, 'vpc'>;

/** Creates a web tier in a new VPC. */
export function webTier(stack: Stack, props: Settings = {}): WebTier {
  return new WebTier(stack, 'Web', { vpc: new ThreeTierVpc(stack, 'Network').vpc, ...props });
}

/** The template of a web tier with the props that `propsFor` returns for its stack. */
export function webTierTemplate(
  propsFor: (stack: Stack) => Settings = () => ({}),
  stackProps?: StackProps,
  context?: Record<string, unknown>,
): Template {
  const stack = newStack(stackProps, context);
  webTier(stack, propsFor(stack));
  return Template.fromStack(stack);
}

/** The props with a certificate, which makes the load balancer internet-facing. */
export function withCertificate(stack: Stack): Settings {
  return { certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE_ARN) };
}

/** An imported VPC, of which only the ids, the CIDR block and the Availability Zones are known. */
export function importedVpc(stack: Stack, availabilityZones = ['eu-west-1a', 'eu-west-1b']): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, 'ImportedVpc', {
    vpcId: 'vpc-1',
    vpcCidrBlock: '10.1.0.0/16',
    availabilityZones,
    publicSubnetIds: availabilityZones.map((_, index) => `subnet-public-${index}`),
    privateSubnetIds: availabilityZones.map((_, index) => `subnet-private-${index}`),
  });
}

/** The data of the launch template. */
export function launchData(template: Template): Record<string, any> { // eslint-disable-line @typescript-eslint/no-explicit-any
  return only(template, 'AWS::EC2::LaunchTemplate').Properties.LaunchTemplateData;
}

/** The user data as text. References are printed as `<logical id>` or `<logical id.attribute>`. */
export function userDataOf(template: Template): string {
  return textOf(launchData(template).UserData['Fn::Base64']);
}

function textOf(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  const node = value as { 'Ref'?: string; 'Fn::GetAtt'?: string[]; 'Fn::Join'?: [string, unknown[]] };
  if (node['Fn::Join']) {
    return node['Fn::Join'][1].map(textOf).join(node['Fn::Join'][0]);
  }
  return `<${node.Ref ?? node['Fn::GetAtt']!.join('.')}>`;
}

/** The attributes of the load balancer, by key. */
export function attributesOf(template: Template): Record<string, unknown> {
  const { LoadBalancerAttributes: attributes } = only(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer').Properties;
  return Object.fromEntries(attributes.map(({ Key, Value }: { Key: string; Value: unknown }) => [Key, Value]));
}

/** The logical ids of the resources of a type. */
export function idsOf(template: Template, type: string): string[] {
  return Object.keys(template.findResources(type));
}

/** The log group that the web tier creates. The VPC has other log groups. */
export function logGroup(template: Template): Record<string, unknown> {
  const [found, ...others] = Object.entries(template.findResources('AWS::Logs::LogGroup')).filter(([id]) => id.startsWith('Web'));
  if (!found || others.length > 0) {
    throw new Error('expected one log group of the web tier');
  }
  const { Properties, ...policies } = found[1];
  return { id: found[0], ...Properties, ...policies };
}
