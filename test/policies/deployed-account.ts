import { managedPolicy } from './managed-policies';
import { allows, type AwsRequest, type Policies } from './simulation';
import { ACCOUNT, TemplateValues, type Place } from './template-values';
import type { Statement, TemplateResource } from '../support/templates';

export interface PolicyDocument {
  readonly Version: string;
  readonly Statement: Statement[];
}

/** A policy of the template: that of a resource, or one of a role. */
export interface HeldPolicy {
  /** The logical id of the resource or the role that it is about. */
  readonly holder: string;
  readonly kind: 'resource' | 'trust' | 'identity';
  readonly document: PolicyDocument;
}

/** Somebody of the account who may do anything, as far as policies of resources do not forbid it. */
export const ADMINISTRATOR = 'administrator';
const ADMINISTRATOR_POLICY: PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** An account into which a template was deployed, as far as its policies go. */
export class DeployedAccount {
  public readonly policies: HeldPolicy[];
  private readonly values: TemplateValues;

  /** @param known what a deployment has made of logical ids, and of attributes such as `Id.Attribute` */
  constructor(public readonly resources: Record<string, TemplateResource>, public readonly place: Place, known: Record<string, string> = {}) {
    this.values = new TemplateValues(resources, place, known);
    this.policies = Object.keys(resources).flatMap((id) => this.policiesIn(id));
  }

  /** The logical ids of a type that contain the text. */
  public ids(type: string, text = ''): string[] {
    return Object.keys(this.resources).filter((id) => this.resources[id].Type === `AWS::${type}` && id.includes(text));
  }

  /** The ARN of the only resource of the type that contains the text; for a log group without `:*`. */
  public arnOf(type: string, text = ''): string {
    const found = this.ids(type, text);
    if (found.length !== 1) {
      throw new Error(`expected one ${type} with ${text}, found ${found.join(', ')}`);
    }
    return this.values.arn(found[0]).replace(/:\*$/, '');
  }

  public arnsOf(type: string): string[] {
    return this.ids(type).map((id) => this.values.arn(id).replace(/:\*$/, ''));
  }

  /** The name of the only resource of the type that contains the text. */
  public nameOf(type: string, text = ''): string {
    return this.values.name(this.ids(type, text)[0]);
  }

  /** An ARN of this region, of this account unless told otherwise. */
  public arn(service: string, resource: string, account = ACCOUNT): string {
    return `arn:${this.place.partition}:${service}:${this.place.region}:${account}:${resource}`;
  }

  /** An ARN of this account that names no region. */
  public globalArn(service: string, resource: string): string {
    return `arn:${this.place.partition}:${service}::${ACCOUNT}:${resource}`;
  }

  /** Who acts with the role of the function of that name. */
  public sessionOfFunction(name: string): string {
    const id = this.ids('Lambda::Function').find((one) => this.values.name(one) === name)!;
    return this.session(this.resources[id].Properties.Role['Fn::GetAtt'][0]);
  }

  /** Who acts with the only role that contains the text. */
  public session(text: string): string {
    return this.sessionOf(this.arnOf('IAM::Role', text).split('/')[1]);
  }

  public sessionOf(role: string): string {
    return `arn:${this.place.partition}:sts::${ACCOUNT}:assumed-role/${role}/session`;
  }

  /** The policies that decide on the request: those of the role that acts, and that of the resource. */
  public policiesFor({ principal, action, resource }: AwsRequest): HeldPolicy[] {
    const role = /:assumed-role\/([^/]+)\//.exec(principal)?.[1];
    const own = resource.replace(/^(arn:[^:]*:s3:::[^/]*)\/.*/, '$1');
    const kind = action === 'sts:AssumeRole' ? 'trust' : 'resource';
    return this.policies.filter((policy) => {
      const isOfActor = policy.kind === 'identity' && this.values.name(policy.holder) === role;
      return isOfActor || (policy.kind === kind && this.values.arn(policy.holder) === own);
    });
  }

  /** Whether AWS would let the request through; where policies are given, as if they were all that there is. */
  public allows(request: AwsRequest, policies = this.policiesFor(request)): Promise<boolean> {
    return allows(request, this.consulted(request, policies));
  }

  private consulted({ principal }: AwsRequest, policies: HeldPolicy[]): Policies {
    const identity = policies.filter(({ kind }) => kind === 'identity').map(({ document }) => document);
    return {
      identity: principal === this.sessionOf(ADMINISTRATOR) ? [ADMINISTRATOR_POLICY] : identity,
      resource: policies.find(({ kind }) => kind !== 'identity')?.document,
    };
  }

  private policiesIn(id: string): HeldPolicy[] {
    const { Type, Properties } = this.resources[id];
    const held = (holder: string, kind: HeldPolicy['kind'], document: unknown): HeldPolicy =>
      ({ holder, kind, document: this.values.resolve(document) as PolicyDocument });
    switch (Type) {
      case 'AWS::KMS::Key': return [held(id, 'resource', Properties.KeyPolicy)];
      case 'AWS::S3::BucketPolicy': return [held(Properties.Bucket.Ref, 'resource', Properties.PolicyDocument)];
      case 'AWS::SNS::TopicPolicy': return Properties.Topics.map((topic: { Ref: string }) => held(topic.Ref, 'resource', Properties.PolicyDocument));
      case 'AWS::SQS::QueuePolicy': return Properties.Queues.map((queue: { Ref: string }) => held(queue.Ref, 'resource', Properties.PolicyDocument));
      case 'AWS::IAM::Policy': return Properties.Roles.map((role: { Ref: string }) => held(role.Ref, 'identity', Properties.PolicyDocument));
      case 'AWS::IAM::Role': return [
        held(id, 'trust', Properties.AssumeRolePolicyDocument),
        ...(Properties.Policies ?? []).map((policy: { PolicyDocument: unknown }) => held(id, 'identity', policy.PolicyDocument)),
        ...(Properties.ManagedPolicyArns ?? []).map((arn: unknown) => held(id, 'identity', managedPolicy(String(this.values.resolve(arn))))),
      ];
      default: return [];
    }
  }
}
