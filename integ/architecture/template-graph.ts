/** A value of a template. */
export type Json = string | number | boolean | null | Json[] | { readonly [name: string]: Json };

export interface TemplateJson {
  readonly Resources: Record<string, { readonly Type: string; readonly Properties?: Record<string, Json> }>;
}

/** The resources of a template and the references between them. */
export class TemplateGraph {
  private readonly ids: string[];
  private readonly references = new Map<string, ReadonlySet<string>>();

  constructor(private readonly template: TemplateJson) {
    this.ids = Object.keys(template.Resources);
  }

  /** The logical IDs of all resources of the types. */
  public ofType(...types: string[]): string[] {
    return this.ids.filter((id) => types.includes(this.typeOf(id)));
  }

  public typeOf(id: string): string {
    return this.template.Resources[id].Type;
  }

  /** The value of a property, specified by its path. */
  public property(id: string, ...path: (string | number)[]): Json | undefined {
    return path.reduce<Json | undefined>(valueAt, this.template.Resources[id].Properties ?? {});
  }

  /** The value of a property as text. Objects are formatted as JSON. */
  public text(id: string, ...path: (string | number)[]): string {
    const value = this.property(id, ...path) ?? '';
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  /** The items of a property that is an array. */
  public list(id: string, ...path: (string | number)[]): readonly Json[] {
    const value = this.property(id, ...path);
    return Array.isArray(value) ? value : [];
  }

  /** Whether the resource refers to the other resource, in the property or in any property. */
  public refers(id: string, other: string, property?: string): boolean {
    return this.referencesOf(id, property).has(other);
  }

  /** Whether the resource refers to the other resource, directly or through resources of the types. */
  public reaches(id: string, other: string, ...through: string[]): boolean {
    const found = new Set([id]);
    for (const current of found) {
      if (this.refers(current, other)) {
        return true;
      }
      this.ofType(...through).filter((helper) => this.refers(current, helper)).forEach((helper) => found.add(helper));
    }
    return false;
  }

  private referencesOf(id: string, property = ''): ReadonlySet<string> {
    const key = `${id}.${property}`;
    const known = this.references.get(key) ?? referencesIn(property ? this.property(id, property) : this.template.Resources[id].Properties);
    this.references.set(key, known);
    return known;
  }
}

function valueAt(value: Json | undefined, key: string | number): Json | undefined {
  return value && typeof value === 'object' ? (value as { readonly [name: string]: Json })[key] : undefined;
}

/** Finds the logical IDs in Ref, Fn::GetAtt and Fn::Sub. */
function referencesIn(value: Json | undefined): Set<string> {
  if (!value || typeof value !== 'object') {
    return new Set();
  }
  return new Set(Object.entries(value).flatMap(([name, inner]) => {
    switch (name) {
      case 'Ref': return [String(inner)];
      case 'Fn::GetAtt': return [Array.isArray(inner) ? String(inner[0]) : String(inner).split('.')[0]];
      case 'Fn::Sub': return [...idsInSub(inner), ...referencesIn(inner)];
      default: return [...referencesIn(inner)];
    }
  }));
}

function idsInSub(value: Json): string[] {
  const text = Array.isArray(value) ? value[0] : value;
  return [...String(text).matchAll(/\$\{([^!.}]+)[^}]*\}/g)].map(([, id]) => id);
}
