import type { PlainTemplate } from '../../integ/templates/plain-template';

const NO_VALUE = Symbol('no value');

/** Evaluates conditions and references to parameters with the values of the parameters. */
class Deployment {
  private readonly conditions: Record<string, unknown>;

  constructor(template: PlainTemplate, private readonly values: Record<string, string>) {
    this.conditions = template.Conditions ?? {};
  }

  /** Returns the resources or outputs whose conditions are true. */
  public present<T extends object>(entries: Record<string, T>): Record<string, T> {
    return Object.fromEntries(Object.entries(entries).flatMap(([id, { Condition, ...entry }]: [string, { Condition?: string }]) => (
      Condition === undefined || this.isTrue({ Condition }) ? [[id, entry as T]] : [])));
  }

  /** Returns a part of the template in which references to parameters, joins of strings and `Fn::If` are resolved. */
  public resolve(part: unknown): unknown {
    if (Array.isArray(part)) {
      return part.map((one) => this.resolve(one));
    }
    if (typeof part !== 'object' || part === null) {
      // CloudFormation treats "true" and true alike.
      return typeof part === 'boolean' ? String(part) : part;
    }
    if ('Ref' in part && part.Ref === 'AWS::NoValue') {
      return NO_VALUE;
    }
    if ('Ref' in part && typeof part.Ref === 'string' && part.Ref in this.values) {
      return this.values[part.Ref];
    }
    if ('Fn::If' in part) {
      const [Condition, then, otherwise] = part['Fn::If'] as [string, unknown, unknown];
      return this.resolve(this.isTrue({ Condition }) ? then : otherwise);
    }
    const resolved = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, this.resolve(value)]).filter(([, value]) => value !== NO_VALUE));
    return 'Fn::Join' in resolved ? joined(resolved as unknown as Join) : resolved;
  }

  private isTrue(condition: unknown): boolean {
    const resolved = this.resolve(condition) as { 'Condition'?: string; 'Fn::Equals'?: [unknown, unknown]; 'Fn::Not'?: [unknown]; 'Fn::Or'?: unknown[] };
    if (resolved['Fn::Equals']) {
      return resolved['Fn::Equals'][0] === resolved['Fn::Equals'][1];
    }
    if (resolved['Fn::Not']) {
      return !this.isTrue(resolved['Fn::Not'][0]);
    }
    if (resolved['Fn::Or']) {
      return resolved['Fn::Or'].some((one) => this.isTrue(one));
    }
    if (resolved.Condition) {
      return this.isTrue(this.conditions[resolved.Condition]);
    }
    throw new Error(`The condition is not supported: ${JSON.stringify(condition)}`);
  }
}

/** Returns the resources and outputs that CloudFormation creates from a template with these values of its parameters. */
export function withValues(template: PlainTemplate, values: Record<string, string>): Pick<PlainTemplate, 'Resources' | 'Outputs'> {
  const deployment = new Deployment(template, values);
  return {
    Resources: deployment.resolve(deployment.present(template.Resources)) as PlainTemplate['Resources'],
    Outputs: deployment.resolve(deployment.present(template.Outputs)) as PlainTemplate['Outputs'],
  };
}

interface Join {
  readonly 'Fn::Join': [string, unknown[]];
}

function joined(join: Join): unknown {
  const [separator, parts] = join['Fn::Join'];
  if (separator !== '' || !Array.isArray(parts)) {
    return join;
  }
  const merged = parts.reduce<unknown[]>((before, part) => {
    const last = before[before.length - 1];
    return typeof last === 'string' && typeof part === 'string' ? [...before.slice(0, -1), last + part] : [...before, part];
  }, []);
  return merged.length === 1 ? merged[0] : { 'Fn::Join': [separator, merged] };
}
