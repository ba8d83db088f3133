import { CfnParameter, type Stack } from 'aws-cdk-lib/core';
import { EnvironmentType } from '../../src';

/** A parameter of a template. */
export interface TemplateParameter {
  readonly group: string;
  readonly label: string;
  readonly description: string;
  /** A regular expression in Java syntax, limited to elements that JavaScript and Python also support. */
  readonly allowedPattern?: string;
  readonly allowedValues?: string[];
  readonly maxLength?: number;
  readonly default?: string;
  /** The constraint description. CloudFormation prints it after the name of the parameter. */
  readonly constraint: string;
}

const ENVIRONMENT = 'Environment';
const NETWORK = 'Network';
const PROTECTION = 'Protection';
const TAG_VALUE = '^[A-Za-z0-9 _.:/=+@-]+$';
const TAG_CONSTRAINT = 'must be 1 to 256 characters: unaccented letters, digits, spaces and _ . : / = + - @';

const COMMON = {
  EnvironmentSuffix: {
    group: ENVIRONMENT,
    label: 'Suffix',
    description: 'Identifies the environment, such as dev or prod-eu. It is part of every resource name. Changing it replaces almost all resources.',
    allowedPattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
    maxLength: 20,
    constraint: 'must be 1 to 20 lowercase letters, digits and single hyphens, and begin and end with a letter or digit',
  },
  Owner: {
    group: ENVIRONMENT,
    label: 'Owner',
    description: 'The team that is responsible for the resources. It is the value of the tag Owner.',
    allowedPattern: TAG_VALUE,
    maxLength: 256,
    constraint: TAG_CONSTRAINT,
  },
  CostCenter: {
    group: ENVIRONMENT,
    label: 'Cost center',
    description: 'The cost center to which the resources are charged. It is the value of the tag CostCenter.',
    allowedPattern: TAG_VALUE,
    maxLength: 256,
    constraint: TAG_CONSTRAINT,
  },
  EmailAddress: {
    group: ENVIRONMENT,
    label: 'E-mail address',
    description: 'Receives notifications of alarms and events. Amazon SNS sends two confirmation messages to this address. Confirm both subscriptions.',
    allowedPattern: '^[^\\s@<>,;]+@[^\\s@<>,;.]+([.][^\\s@<>,;.]+)+$',
    maxLength: 254,
    constraint: 'must be an e-mail address, such as security@example.com',
  },
  AddressRange: {
    group: NETWORK,
    label: 'CIDR block',
    description: 'The private IPv4 CIDR block of the VPC with the prefix length /16. Each subnet gets a /20 CIDR block. Changing it replaces the network.',
    allowedPattern: '^(10[.]([0-9]|[1-9][0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5])|172[.](1[6-9]|2[0-9]|3[01])|192[.]168)[.]0[.]0/16$',
    default: '10.0.0.0/16',
    constraint: 'must be a private CIDR block with the prefix length /16: 10.0.0.0/16 to 10.255.0.0/16, 172.16.0.0/16 to 172.31.0.0/16, or 192.168.0.0/16',
  },
} satisfies Record<string, TemplateParameter>;

const CERTIFICATE_ARN = 'arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[A-Za-z0-9-]+';
const CERTIFICATE = {
  group: NETWORK,
  label: 'Certificate',
  description: 'The ARN of the certificate for the HTTPS listener of the load balancer, in AWS Certificate Manager in the region of the stack.',
  allowedPattern: `^${CERTIFICATE_ARN}$`,
  constraint: 'must be the ARN of a certificate in AWS Certificate Manager, such as arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012',
};

/** A value for each parameter. Only the production template has the parameter DeletionProtection. */
type ByName<T> = Record<keyof typeof COMMON | 'CertificateArn', T> & { readonly DeletionProtection?: T };

/** The parameters of each template. */
export const PARAMETERS: Record<EnvironmentType, ByName<TemplateParameter>> = {
  [EnvironmentType.PRODUCTION]: {
    ...COMMON,
    CertificateArn: CERTIFICATE,
    DeletionProtection: {
      group: PROTECTION,
      label: 'Deletion protection',
      description: 'Whether the database and the load balancer have deletion protection. Update the stack with false before you delete it.',
      allowedValues: ['true', 'false'],
      default: 'true',
      constraint: 'must be true or false',
    },
  },
  [EnvironmentType.NON_PRODUCTION]: {
    ...COMMON,
    CertificateArn: {
      ...CERTIFICATE,
      description: `${CERTIFICATE.description} Without a certificate, the load balancer is internal and uses HTTP.`,
      allowedPattern: `^(${CERTIFICATE_ARN})?$`,
      default: '',
      constraint: `${CERTIFICATE.constraint}, or empty`,
    },
  },
};

/** The parameter that the baseline adds for the AMI. */
export const IMAGE_PARAMETER = {
  InstanceImage: {
    group: 'AMI',
    label: 'AMI of the instances',
    description: 'The public SSM parameter with the latest Amazon Linux 2023 AMI, which is resolved at each deployment. Do not change it.',
  },
};

/** Adds the parameters of a preset's template to its stack. */
export function addParameters(stack: Stack, type: EnvironmentType): ByName<CfnParameter> {
  const added = Object.entries<TemplateParameter>(PARAMETERS[type]).map(([name, { group, label, constraint, ...props }]) => [
    name, new CfnParameter(stack, name, { type: 'String', ...props, constraintDescription: constraint }),
  ]);
  return Object.fromEntries(added) as ByName<CfnParameter>;
}

/** Replaces the logical ID and the description of the parameter that the CDK generates for the AMI. */
export function nameImageParameter(stack: Stack): void {
  const image = stack.node.children.find((node) => node instanceof CfnParameter && node.type.startsWith('AWS::SSM::Parameter::Value')) as CfnParameter;
  const [[name, { description }]] = Object.entries(IMAGE_PARAMETER);
  image.overrideLogicalId(name);
  image.description = description;
}

/** Defines the groups and labels of the parameters in the CloudFormation console. */
export function groupParameters(stack: Stack, parameters: Record<string, Pick<TemplateParameter, 'group' | 'label'>>): void {
  const described = Object.entries(parameters);
  const groups = [...new Set(described.map(([, { group }]) => group))];
  stack.addMetadata('AWS::CloudFormation::Interface', {
    ParameterGroups: groups.map((group) => ({
      Label: { default: group },
      Parameters: described.filter(([, parameter]) => parameter.group === group).map(([name]) => name),
    })),
    ParameterLabels: Object.fromEntries(described.map(([name, { label }]) => [name, { default: label }])),
  });
}
