import type { Statement } from './statements';

/** What a template says of one resource. Each type has properties of its own. */
export type Properties = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

/** A resource that a control looks at, and whether it does what the control asks for. */
export interface Verdict {
  readonly id: string;
  readonly holds: boolean;
}

export type Check = (resources: Resources) => Verdict[];

/** The resources of a template by logical id, as JSON has them. */
export type TemplateResources = Record<string, { readonly Type: string; Properties?: Properties }>;

/** The resources of a template. */
export class Resources {
  constructor(private readonly byId: TemplateResources) {}

  /** Those of a type, by logical id. */
  public of(type: string): [id: string, properties: Properties][] {
    return Object.entries(this.byId).filter(([, { Type }]) => Type === type).map(([id, { Properties = {} }]) => [id, Properties]);
  }

  public typeOf(id: string): string {
    return this.byId[id].Type;
  }

  /** The properties of what a reference names. */
  public at(reference: unknown): Properties | undefined {
    const id = idOf(reference);
    return id === undefined || this.byId[id] === undefined ? undefined : this.byId[id].Properties ?? {};
  }

  /** The statements of the policies that other resources hold for this one, such as bucket policies. */
  public statementsFor(id: string): Statement[] {
    const holders: [type: string, property: string][] = [
      ['AWS::S3::BucketPolicy', 'Bucket'], ['AWS::SNS::TopicPolicy', 'Topics'], ['AWS::SQS::QueuePolicy', 'Queues'],
    ];
    const own: Statement[] = this.byId[id].Properties?.KeyPolicy?.Statement ?? [];
    return [...own, ...holders.flatMap(([type, property]) => this.of(type)
      .filter(([, properties]) => [properties[property]].flat().some((reference) => idOf(reference) === id))
      .flatMap(([, properties]) => properties.PolicyDocument.Statement))];
  }
}

/** The logical id in a `Ref` or `Fn::GetAtt`. */
export function idOf(reference: unknown): string | undefined {
  const { Ref, 'Fn::GetAtt': attribute } = (reference ?? {}) as { readonly 'Ref'?: string; readonly 'Fn::GetAtt'?: [string, string] };
  return Ref ?? attribute?.[0];
}

/** Whether there are some, of which all hold. */
export function every<T>(values: T[] | undefined, holds: (value: T) => boolean): boolean {
  return values !== undefined && values.length > 0 && values.every(holds);
}

/** Looks at every resource of a type, or at some of them. */
export function each(
  type: string,
  holds: (properties: Properties, resources: Resources, id: string) => boolean | undefined,
  looksAt: (properties: Properties, resources: Resources, id: string) => boolean = () => true,
): Check {
  return (resources) => resources.of(type)
    .filter(([id, properties]) => looksAt(properties, resources, id))
    .map(([id, properties]) => ({ id, holds: holds(properties, resources, id) === true }));
}

/** Looks at the resources of several types. */
export function all(...checks: Check[]): Check {
  return (resources) => checks.flatMap((check) => check(resources));
}

/** What is said of one account, by all resources of a type together. */
export function together(type: string, holds: (every: Properties[], resources: Resources) => boolean): Check {
  return (resources) => {
    const found = resources.of(type);
    return found.map(([id]) => ({ id, holds: holds(found.map(([, properties]) => properties), resources) }));
  };
}
