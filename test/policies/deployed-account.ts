import { managedPolicy } from './managed-policies';
import { allows, type AwsRequest, type Policies } from './simulation';
import { ACCOUNT, TemplateValues, type Place } from './template-values';
import type { Statement, TemplateResource } from '../support/templates';

export interface PolicyDocument {
  readonly Version: string;
  readonly Statement: Statement[];
}

/** A policy of the template: a resource policy, a trust policy, or an identity policy of a role. */
export interface AttachedPolicy {
  /** The logical id of the resource or role to which the policy is attached. */
  readonly holder: string;
  readonly kind: 'resource' | 'trust' | 'identity';
  readonly document: PolicyDocument;
}

/** The role of an administrator, who may do everything that resource policies do not deny. */
export const ADMINISTRATOR = 'administrator';
const ADMINISTRATOR_POLICY: PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** The policies of an account into which a template is deployed. */
export class DeployedAccount {
  public readonly policies: AttachedPolicy[];
  private readonly values: TemplateValues;

  /** @param known the values of a deployment for logical ids, and for attributes such as `Id.Attribute` */
  constructor(public readonly resources: Record<string, TemplateResource>, public readonly place: Place, known: Record<string, string> = {}) {
    this.values = new TemplateValues(resources, place, known);
    this.policies = Object.keys(resources).flatMap((id) => this.policiesIn(id));
  }

  /** Returns the logical ids of the resources of a type that contain the text. */
  public ids(type: string, text = ''): string[] {
    return Object.keys(this.resources).filter((id) => this.resources[id].Type === `AWS::${type}` && id.includes(text));
  }

  /** Returns the ARN of the only resource of the type whose logical id contains the text. The ARN of a log group does not end with `:*`. */
  public arnOf(type: string, text = ''): string {
    const found = this.ids(type, text);
    if (found.length !== 1) {
      throw new Error(`Expected one ${type} with ${text}, found ${found.join(', ')}`);
    }
    return this.values.arn(found[0]).replace(/:\*$/, '');
  }

  public arnsOf(type: string): string[] {
    return this.ids(type).map((id) => this.values.arn(id).replace(/:\*$/, ''));
  }

  /** Returns the name of the first resource of the type whose logical id contains the text. */
  public nameOf(type: string, text = ''): string {
    return this.values.name(this.ids(type, text)[0]);
  }

  /** Returns an ARN in the region of the deployment, by default in its account. */
  public arn(service: string, resource: string, account = ACCOUNT): string {
    return `arn:${this.place.partition}:${service}:${this.place.region}:${account}:${resource}`;
  }

  /** Returns an ARN in the account without a region. */
  public globalArn(service: string, resource: string): string {
    return `arn:${this.place.partition}:${service}::${ACCOUNT}:${resource}`;
  }

  /** Returns the session ARN of the role of a function. */
  public sessionOfFunction(name: string): string {
    const id = this.ids('Lambda::Function').find((one) => this.values.name(one) === name)!;
    return this.session(this.resources[id].Properties.Role['Fn::GetAtt'][0]);
  }

  /** Returns the session ARN of the only role whose logical id contains the text. */
  public session(text: string): string {
    return this.sessionOf(this.arnOf('IAM::Role', text).split('/')[1]);
  }

  public sessionOf(role: string): string {
    return `arn:${this.place.partition}:sts::${ACCOUNT}:assumed-role/${role}/session`;
  }

  /** Returns the policies that apply to the request: those of the principal's role, and that of the resource. */
  public policiesFor({ principal, action, resource }: AwsRequest): AttachedPolicy[] {
    const role = /:assumed-role\/([^/]+)\//.exec(principal)?.[1];
    const policyResource = resource.replace(/^(arn:[^:]*:s3:::[^/]*)\/.*/, '$1');
    const kind = action === 'sts:AssumeRole' ? 'trust' : 'resource';
    return this.policies.filter((policy) => {
      const isOfPrincipal = policy.kind === 'identity' && this.values.name(policy.holder) === role;
      return isOfPrincipal || (policy.kind === kind && this.values.arn(policy.holder) === policyResource);
    });
  }

  /** Whether IAM allows the request, by default with all policies that apply to it. */
  public allows(request: AwsRequest, policies = this.policiesFor(request)): Promise<boolean> {
    return allows(request, this.evaluated(request, policies));
  }

  private evaluated({ principal }: AwsRequest, policies: AttachedPolicy[]): Policies {
    const identity = policies.filter(({ kind }) => kind === 'identity').map(({ document }) => document);
    return {
      identity: principal === this.sessionOf(ADMINISTRATOR) ? [ADMINISTRATOR_POLICY] : identity,
      resource: policies.find(({ kind }) => kind !== 'identity')?.document,
    };
  }

  private policiesIn(id: string): AttachedPolicy[] {
    const { Type, Properties } = this.resources[id];
    const attached = (holder: string, kind: AttachedPolicy['kind'], document: unknown): AttachedPolicy =>
      ({ holder, kind, document: this.values.resolve(document) as PolicyDocument });
    switch (Type) {
      case 'AWS::KMS::Key': return [attached(id, 'resource', Properties.KeyPolicy)];
      case 'AWS::S3::BucketPolicy': return [attached(Properties.Bucket.Ref, 'resource', Properties.PolicyDocument)];
      case 'AWS::SNS::TopicPolicy': return Properties.Topics.map((topic: { Ref: string }) => attached(topic.Ref, 'resource', Properties.PolicyDocument));
      case 'AWS::SQS::QueuePolicy': return Properties.Queues.map((queue: { Ref: string }) => attached(queue.Ref, 'resource', Properties.PolicyDocument));
      case 'AWS::IAM::Policy': return Properties.Roles.map((role: { Ref: string }) => attached(role.Ref, 'identity', Properties.PolicyDocument));
      case 'AWS::IAM::Role': return [
        attached(id, 'trust', Properties.AssumeRolePolicyDocument),
        ...(Properties.Policies ?? []).map((policy: { PolicyDocument: unknown }) => attached(id, 'identity', policy.PolicyDocument)),
        ...(Properties.ManagedPolicyArns ?? []).map((arn: unknown) => attached(id, 'identity', managedPolicy(String(this.values.resolve(arn))))),
      ];
      default: return [];
    }
  }
}
