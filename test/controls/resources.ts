import type { Statement } from './statements';

/** The properties of a resource. They differ by resource type. */
export type Properties = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

/** A resource that a control applies to, and whether it passes the check. */
export interface Result {
  readonly id: string;
  readonly passes: boolean;
}

export type Check = (resources: Resources) => Result[];

/** The resources in the JSON of a template, by logical id. */
export type TemplateResources = Record<string, { readonly Type: string; Properties?: Properties }>;

/** The resources of a template. */
export class Resources {
  constructor(private readonly byId: TemplateResources) {}

  /** Returns the resources of a type with their logical ids. */
  public of(type: string): [id: string, properties: Properties][] {
    return Object.entries(this.byId).filter(([, { Type }]) => Type === type).map(([id, { Properties = {} }]) => [id, Properties]);
  }

  public typeOf(id: string): string {
    return this.byId[id].Type;
  }

  /** Returns the properties of the resource that a `Ref` or `Fn::GetAtt` refers to, or undefined if it is not in the template. */
  public at(reference: unknown): Properties | undefined {
    const id = idOf(reference);
    return id === undefined || this.byId[id] === undefined ? undefined : this.byId[id].Properties ?? {};
  }

  /** Returns the statements of the resource's own policy and of the policy resources that refer to it, such as bucket policies. */
  public statementsFor(id: string): Statement[] {
    const policyTypes: [type: string, property: string][] = [
      ['AWS::S3::BucketPolicy', 'Bucket'], ['AWS::SNS::TopicPolicy', 'Topics'], ['AWS::SQS::QueuePolicy', 'Queues'],
    ];
    const own: Statement[] = this.byId[id].Properties?.KeyPolicy?.Statement ?? [];
    return [...own, ...policyTypes.flatMap(([type, property]) => this.of(type)
      .filter(([, properties]) => [properties[property]].flat().some((reference) => idOf(reference) === id))
      .flatMap(([, properties]) => properties.PolicyDocument.Statement))];
  }
}

/** Returns the logical id in a `Ref` or `Fn::GetAtt`. */
export function idOf(reference: unknown): string | undefined {
  const { Ref, 'Fn::GetAtt': attribute } = (reference ?? {}) as { readonly 'Ref'?: string; readonly 'Fn::GetAtt'?: [string, string] };
  return Ref ?? attribute?.[0];
}

/** Whether there is at least one value and all values meet the condition. */
export function every<T>(values: T[] | undefined, condition: (value: T) => boolean): boolean {
  return values !== undefined && values.length > 0 && values.every(condition);
}

/** Evaluates every resource of a type, or those that the control applies to. */
export function each(
  type: string,
  passes: (properties: Properties, resources: Resources, id: string) => boolean | undefined,
  appliesTo: (properties: Properties, resources: Resources, id: string) => boolean = () => true,
): Check {
  return (resources) => resources.of(type)
    .filter(([id, properties]) => appliesTo(properties, resources, id))
    .map(([id, properties]) => ({ id, passes: passes(properties, resources, id) === true }));
}

/** Combines several checks. */
export function all(...checks: Check[]): Check {
  return (resources) => checks.flatMap((check) => check(resources));
}

/** Evaluates all resources of a type together. All of them have the same result. */
export function together(type: string, pass: (every: Properties[], resources: Resources) => boolean): Check {
  return (resources) => {
    const found = resources.of(type);
    return found.map(([id]) => ({ id, passes: pass(found.map(([, properties]) => properties), resources) }));
  };
}
