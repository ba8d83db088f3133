import type { Template } from 'aws-cdk-lib/assertions';

interface Resource {
  readonly Type: string;
  readonly Properties?: unknown;
  readonly DependsOn?: string | string[];
}

/** What waits for what when CloudFormation creates a stack; it deletes in the opposite order. */
export class DependencyGraph {
  private readonly resources: Record<string, Resource>;
  private readonly direct = new Map<string, Set<string>>();

  constructor(template: Template) {
    this.resources = template.toJSON().Resources;
    for (const [id, { DependsOn, Properties }] of Object.entries(this.resources)) {
      const named = [DependsOn ?? []].flat().concat(referencesIn(Properties));
      this.direct.set(id, new Set(named.filter((one) => one in this.resources)));
    }
  }

  /** The logical ids of a type. */
  public idsOf(type: string): string[] {
    return Object.keys(this.resources).filter((id) => this.resources[id].Type === type);
  }

  /** The only logical id of a type that contains the text. */
  public idOf(type: string, text = ''): string {
    const found = this.idsOf(type).filter((id) => id.includes(text));
    if (found.length !== 1) {
      throw new Error(`expected one ${type} with ${text}, found ${found.join(', ')}`);
    }
    return found[0];
  }

  public typeOf(id: string): string {
    return this.resources[id].Type;
  }

  public propertiesOf(id: string): unknown {
    return this.resources[id].Properties;
  }

  /** What the resource names itself. */
  public directDependencies(id: string): string[] {
    return [...this.direct.get(id)!];
  }

  /** Everything that must be there before the resource is made, without one of these and what is there only for that. */
  public dependencies(id: string, without?: string): Set<string> {
    const found = new Set<string>();
    const pending = [id];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      for (const dependency of this.direct.get(next)!) {
        if (dependency !== without && !found.has(dependency)) {
          found.add(dependency);
          pending.push(dependency);
        }
      }
    }
    return found;
  }

  public waitsFor(id: string, other: string): boolean {
    return this.dependencies(id).has(other);
  }

  /** Everything that waits for the resource. */
  public dependents(id: string): string[] {
    return Object.keys(this.resources).filter((other) => this.waitsFor(other, id));
  }

  /** The resources that wait for themselves. */
  public cycles(): string[] {
    return Object.keys(this.resources).filter((id) => this.waitsFor(id, id));
  }
}

/** The logical ids that Ref, Fn::GetAtt and Fn::Sub name. */
function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(referencesIn);
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    switch (key) {
      case 'Ref': return [String(inner)];
      case 'Fn::GetAtt': return [String([inner].flat()[0]).split('.')[0]];
      case 'Fn::Sub': return [...JSON.stringify(inner).matchAll(/\$\{(\w+)/g)].map(([, id]) => id).concat(referencesIn(inner));
      default: return referencesIn(inner);
    }
  });
}
