import type { TemplateResource } from '../support/templates';

/** The partition and region in which a stack is deployed. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly urlSuffix: string;
}

export const ACCOUNT = '111111111111';
export const STACK_NAME = 'baseline';

export const PLACES: Place[] = [
  { partition: 'aws', region: 'eu-west-1', urlSuffix: 'amazonaws.com' },
  { partition: 'aws-cn', region: 'cn-north-1', urlSuffix: 'amazonaws.com.cn' },
  { partition: 'aws-us-gov', region: 'us-gov-west-1', urlSuffix: 'amazonaws.com' },
];

/** The part of an ARN after the partition: service, region, account and resource. */
const ARNS: Record<string, (name: string, place: Place) => string> = {
  'AWS::DynamoDB::Table': (name, { region }) => `dynamodb:${region}:${ACCOUNT}:table/${name}`,
  'AWS::Events::Rule': (name, { region }) => `events:${region}:${ACCOUNT}:rule/${name}`,
  'AWS::IAM::Role': (name) => `iam::${ACCOUNT}:role/${name}`,
  'AWS::IAM::InstanceProfile': (name) => `iam::${ACCOUNT}:instance-profile/${name}`,
  'AWS::KMS::Key': (name, { region }) => `kms:${region}:${ACCOUNT}:key/${name}`,
  'AWS::Lambda::Function': (name, { region }) => `lambda:${region}:${ACCOUNT}:function:${name}`,
  'AWS::Logs::LogGroup': (name, { region }) => `logs:${region}:${ACCOUNT}:log-group:${name}:*`,
  'AWS::S3::Bucket': (name) => `s3:::${name}`,
  'AWS::SNS::Topic': (name, { region }) => `sns:${region}:${ACCOUNT}:${name}`,
  'AWS::SQS::Queue': (name, { region }) => `sqs:${region}:${ACCOUNT}:${name}`,
};

/** The property that contains the name of a resource. If it is not set, the logical id is the name. */
const NAMES: Record<string, string> = {
  'AWS::Events::Rule': 'Name',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::SNS::Topic': 'TopicName',
};

/** Resolves the intrinsic functions of a template to the values of a deployment. */
export class TemplateValues {
  /** @param known the values of a deployment for logical ids, for attributes such as `Id.Attribute`, and for pseudo parameters */
  constructor(
    private readonly resources: Record<string, TemplateResource>, public readonly place: Place, private readonly known: Record<string, string> = {},
  ) {}

  /** Returns a value in which every intrinsic function is resolved. */
  public resolve(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map((item) => this.resolve(item));
    }
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    const entries = Object.entries(value);
    const [name, inner] = entries[0] ?? [];
    switch (name) {
      case 'Ref': return this.ref(inner);
      case 'Fn::GetAtt': return this.attribute(inner[0], inner[1]);
      case 'Fn::Join': return (this.resolve(inner[1]) as string[]).join(inner[0]);
      case 'Fn::Select': return (this.resolve(inner[1]) as string[])[Number(inner[0])];
      case 'Fn::Split': return String(this.resolve(inner[1])).split(inner[0]);
      default: return Object.fromEntries(entries.map(([key, item]) => [key, this.resolve(item)]));
    }
  }

  /** Returns the ARN of a resource of the template. */
  public arn(id: string): string {
    const { Type } = this.resources[id];
    if (!ARNS[Type]) {
      throw new Error(`The ARN format of ${Type} is unknown. Add it to ARNS.`);
    }
    return `arn:${this.place.partition}:${ARNS[Type](this.name(id), this.place)}`;
  }

  /** Returns the name of a resource. If the template sets none, a name like one that CloudFormation generates. */
  public name(id: string): string {
    const { Type, Properties } = this.resources[id];
    if (this.known[id]) {
      return this.known[id];
    }
    switch (Type) {
      case 'AWS::S3::Bucket': return `${STACK_NAME}-${id.toLowerCase()}`;
      case 'AWS::IAM::ServiceLinkedRole': return `AWSServiceRoleForAutoScaling_${this.resolve(Properties.CustomSuffix)}`;
      default: return String(this.resolve(Properties?.[NAMES[Type]]) ?? id);
    }
  }

  private ref(id: string): string {
    const { partition, region, urlSuffix } = this.place;
    const pseudo: Record<string, string> = {
      'AWS::AccountId': ACCOUNT,
      'AWS::Partition': partition,
      'AWS::Region': region,
      'AWS::StackId': `arn:${partition}:cloudformation:${region}:${ACCOUNT}:stack/${STACK_NAME}/00000000-0000-0000-0000-000000000000`,
      'AWS::StackName': STACK_NAME,
      'AWS::URLSuffix': urlSuffix,
    };
    return (pseudo[id] && this.known[id]) ?? pseudo[id] ?? (this.resources[id].Type === 'AWS::SNS::Topic' ? this.arn(id) : this.name(id));
  }

  private attribute(id: string, attribute: string): string {
    return attribute === 'Arn' ? this.arn(id) : this.known[`${id}.${attribute}`] ?? `${attribute.toLowerCase()}-${id}`;
  }
}
