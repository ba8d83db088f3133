import {
  Capability, waitUntilStackCreateComplete, waitUntilStackDeleteComplete, waitUntilStackUpdateComplete, type Parameter,
} from '@aws-sdk/client-cloudformation';
import type { Aws } from '../../integ/demo/aws';

const WAITER_OPTIONS = { maxWaitTime: 300, minDelay: 1, maxDelay: 1 };

export type Template = Record<string, { Type: string; Properties?: Record<string, unknown>; DependsOn?: string[]; DeletionPolicy?: string }>;

export type Outputs = Record<string, { Value: unknown; Export?: { Name: string } }>;

/** The template of a request to create or update a stack, and its parameters. */
export interface Source {
  readonly TemplateBody?: string;
  readonly TemplateURL?: string;
  readonly UsePreviousTemplate?: boolean;
  readonly Parameters?: Parameter[];
}

/** A CloudFormation stack without the CDK. */
export class PlainStack {
  constructor(public readonly aws: Aws, private readonly name = 'plain') {}

  public create(template: Template, outputs?: Outputs): Promise<void> {
    return this.createFrom(bodyOf(template, outputs));
  }

  public async createFrom(source: Source): Promise<void> {
    await this.aws.cloudFormation.createStack(this.request(source));
    await waitUntilStackCreateComplete({ client: this.aws.cloudFormation, ...WAITER_OPTIONS }, { StackName: this.name });
  }

  public update(template: Template, outputs?: Outputs): Promise<void> {
    return this.updateFrom(bodyOf(template, outputs));
  }

  public async updateFrom(source: Source): Promise<void> {
    await this.aws.cloudFormation.updateStack(this.request(source));
    await waitUntilStackUpdateComplete({ client: this.aws.cloudFormation, ...WAITER_OPTIONS }, { StackName: this.name });
  }

  public async delete(): Promise<void> {
    await this.aws.cloudFormation.deleteStack({ StackName: this.name });
    await waitUntilStackDeleteComplete({ client: this.aws.cloudFormation, ...WAITER_OPTIONS }, { StackName: this.name });
  }

  /** Creates the stack, which must fail, and returns the reason. */
  public async creationFailure(template: Template): Promise<string> {
    await expect(this.create(template)).rejects.toThrow();
    return this.reasonOf(['CREATE_FAILED']);
  }

  /** Updates the stack, which must fail, and returns the reason. */
  public async updateFailure(template: Template, outputs?: Outputs): Promise<string> {
    await expect(this.update(template, outputs)).rejects.toThrow();
    return this.reasonOf(['CREATE_FAILED', 'UPDATE_FAILED']);
  }

  /** Deletes the stack, which must fail, and returns the reason. */
  public async deletionFailure(): Promise<string> {
    await expect(this.delete()).rejects.toThrow();
    return this.reasonOf(['DELETE_FAILED']);
  }

  /** The reason of the first failure; the events are listed in reverse order. */
  private async reasonOf(statuses: string[]): Promise<string> {
    const { StackEvents } = await this.aws.cloudFormation.describeStackEvents({ StackName: this.name });
    const reasons = StackEvents!.filter(({ ResourceStatus }) => statuses.includes(ResourceStatus!)).map(({ ResourceStatusReason }) => ResourceStatusReason!);
    return reasons[reasons.length - 1];
  }

  private request(source: Source) {
    return { StackName: this.name, Capabilities: [Capability.CAPABILITY_NAMED_IAM], ...source };
  }
}

function bodyOf(Resources: Template, Outputs: Outputs = {}): Source {
  return { TemplateBody: JSON.stringify({ Resources, Outputs }) };
}
