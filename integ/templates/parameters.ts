import { CfnParameter, type Stack } from 'aws-cdk-lib/core';
import { EnvironmentType } from '../../src';

/** What whoever deploys a template decides. */
export interface TemplateParameter {
  readonly group: string;
  readonly label: string;
  readonly description: string;
  /** Java's syntax, as CloudFormation wants it; kept to what JavaScript and Python read alike. */
  readonly allowedPattern?: string;
  readonly allowedValues?: string[];
  readonly maxLength?: number;
  readonly default?: string;
  /** CloudFormation puts it behind the parameter's name. */
  readonly constraint: string;
}

const ENVIRONMENT = 'Environment';
const NETWORK = 'Network';
const PROTECTION = 'Protection';
const TAG_VALUE = '^[A-Za-z0-9 _.:/=+@-]+$';
const TAG_CONSTRAINT = 'must be 1 to 256 letters without accents, digits, spaces and _ . : / = + - @: it becomes a tag';

const ALIKE = {
  EnvironmentSuffix: {
    group: ENVIRONMENT,
    label: 'Suffix',
    description: 'Tells this environment apart, such as dev or prod-eu. It stands in every name; to change it replaces almost everything.',
    allowedPattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
    maxLength: 20,
    constraint: 'must be 1 to 20 lower-case letters, digits and single hyphens between them: it stands in every name',
  },
  Owner: {
    group: ENVIRONMENT,
    label: 'Owner',
    description: 'Who answers for the resources: the value of the tag Owner.',
    allowedPattern: TAG_VALUE,
    maxLength: 256,
    constraint: TAG_CONSTRAINT,
  },
  CostCenter: {
    group: ENVIRONMENT,
    label: 'Cost center',
    description: 'Who pays for the resources: the value of the tag CostCenter.',
    allowedPattern: TAG_VALUE,
    maxLength: 256,
    constraint: TAG_CONSTRAINT,
  },
  EmailAddress: {
    group: ENVIRONMENT,
    label: 'E-mail address',
    description: 'Hears of alarms and events. AWS sends two messages there, each with a link that must be followed.',
    allowedPattern: '^[^\\s@<>,;]+@[^\\s@<>,;.]+([.][^\\s@<>,;.]+)+$',
    maxLength: 254,
    constraint: 'must be an e-mail address, such as security@example.com',
  },
  AddressRange: {
    group: NETWORK,
    label: 'Address range',
    description: 'The private addresses of the VPC, a /16; each subnet gets a sixteenth. To change it replaces the network.',
    allowedPattern: '^(10[.]([0-9]|[1-9][0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5])|172[.](1[6-9]|2[0-9]|3[01])|192[.]168)[.]0[.]0/16$',
    default: '10.0.0.0/16',
    constraint: 'must be a private range of /16: 10.0.0.0/16 to 10.255.0.0/16, 172.16.0.0/16 to 172.31.0.0/16, or 192.168.0.0/16',
  },
} satisfies Record<string, TemplateParameter>;

const CERTIFICATE_ARN = 'arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[A-Za-z0-9-]+';
const CERTIFICATE = {
  group: NETWORK,
  label: 'Certificate',
  description: 'The ARN of the certificate with which the load balancer serves HTTPS: in AWS Certificate Manager, in the region of the stack.',
  allowedPattern: `^${CERTIFICATE_ARN}$`,
  constraint: 'must be the ARN of a certificate in AWS Certificate Manager, such as arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012',
};

/** One for each parameter; production alone is protected. */
type ByName<T> = Record<keyof typeof ALIKE | 'CertificateArn', T> & { readonly DeletionProtection?: T };

/** The parameters of each template. */
export const PARAMETERS: Record<EnvironmentType, ByName<TemplateParameter>> = {
  [EnvironmentType.PRODUCTION]: {
    ...ALIKE,
    CertificateArn: CERTIFICATE,
    DeletionProtection: {
      group: PROTECTION,
      label: 'Deletion protection',
      description: 'Whether AWS refuses to delete the database and the load balancer. Before the stack is deleted, update it with false.',
      allowedValues: ['true', 'false'],
      default: 'true',
      constraint: 'must be true or false',
    },
  },
  [EnvironmentType.NON_PRODUCTION]: {
    ...ALIKE,
    CertificateArn: {
      ...CERTIFICATE,
      description: `${CERTIFICATE.description} Without one the load balancer is internal, and speaks HTTP within the VPC.`,
      allowedPattern: `^(${CERTIFICATE_ARN})?$`,
      default: '',
      constraint: `${CERTIFICATE.constraint}, or empty`,
    },
  },
};

/** That which the baseline adds by itself. */
export const IMAGE_PARAMETER = {
  InstanceImage: {
    group: 'Image',
    label: 'Image of the instances',
    description: 'The public parameter that names the newest image of Amazon Linux 2023, read at each deployment. Leave it as it is.',
  },
};

/** Adds the parameters of a preset's template to its stack. */
export function addParameters(stack: Stack, type: EnvironmentType): ByName<CfnParameter> {
  const added = Object.entries<TemplateParameter>(PARAMETERS[type]).map(([name, { group, label, constraint, ...props }]) => [
    name, new CfnParameter(stack, name, { type: 'String', ...props, constraintDescription: constraint }),
  ]);
  return Object.fromEntries(added) as ByName<CfnParameter>;
}

/** The CDK names it by its value and a hash. */
export function nameImageParameter(stack: Stack): void {
  const image = stack.node.children.find((node) => node instanceof CfnParameter && node.type.startsWith('AWS::SSM::Parameter::Value')) as CfnParameter;
  const [[name, { description }]] = Object.entries(IMAGE_PARAMETER);
  image.overrideLogicalId(name);
  image.description = description;
}

/** Tells the console how to show parameters. */
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
