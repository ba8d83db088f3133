import type { Template } from 'aws-cdk-lib/assertions';

interface Resource {
  readonly Type: string;
  readonly Properties?: unknown;
  readonly DependsOn?: string | string[];
}

/** The dependencies between the resources of a template. CloudFormation creates resources in this order and deletes them in the opposite order. */
export class DependencyGraph {
  private readonly resources: Record<string, Resource>;
  private readonly direct = new Map<string, Set<string>>();

  constructor(template: Template) {
    this.resources = template.toJSON().Resources;
    for (const [id, { DependsOn, Properties }] of Object.entries(this.resources)) {
      const dependencies = [DependsOn ?? []].flat().concat(referencesIn(Properties));
      this.direct.set(id, new Set(dependencies.filter((one) => one in this.resources)));
    }
  }

  /** Returns the logical ids of all resources. */
  public ids(): string[] {
    return Object.keys(this.resources);
  }

  /** Returns the logical ids of all resources of a type. */
  public idsOf(type: string): string[] {
    return Object.keys(this.resources).filter((id) => this.resources[id].Type === type);
  }

  /** Returns the logical id of the only resource of a type whose logical id contains the text. */
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

  /** Returns the dependencies of the resource itself, without indirect ones. */
  public directDependencies(id: string): string[] {
    return [...this.direct.get(id)!];
  }

  /** Returns all direct and indirect dependencies of the resource, except those in `without` and what only they depend on. */
  public dependencies(id: string, ...without: string[]): Set<string> {
    const found = new Set<string>();
    const pending = [id];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      for (const dependency of this.direct.get(next)!) {
        if (!without.includes(dependency) && !found.has(dependency)) {
          found.add(dependency);
          pending.push(dependency);
        }
      }
    }
    return found;
  }

  /** Whether the resource depends on another, directly or indirectly. */
  public dependsOn(id: string, other: string): boolean {
    return this.dependencies(id).has(other);
  }

  /** Returns all resources that depend on the resource, directly or indirectly. */
  public dependents(id: string): string[] {
    return Object.keys(this.resources).filter((other) => this.dependsOn(other, id));
  }

  /** Returns the resources that depend on themselves. */
  public cycles(): string[] {
    return Object.keys(this.resources).filter((id) => this.dependsOn(id, id));
  }
}

/** Returns the logical ids to which Ref, Fn::GetAtt and Fn::Sub refer. */
export function referencesIn(value: unknown): string[] {
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
