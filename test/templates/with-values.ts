import type { PlainTemplate } from '../../integ/templates/plain-template';

const NO_VALUE = Symbol('no value');

/** A template with values for its parameters. */
class Deployment {
  private readonly conditions: Record<string, unknown>;

  constructor(template: PlainTemplate, private readonly values: Record<string, string>) {
    this.conditions = template.Conditions ?? {};
  }

  /** What the conditions leave, of resources or outputs. */
  public present<T extends object>(entries: Record<string, T>): Record<string, T> {
    return Object.fromEntries(Object.entries(entries).flatMap(([id, { Condition, ...entry }]: [string, { Condition?: string }]) => (
      Condition === undefined || this.holds({ Condition }) ? [[id, entry as T]] : [])));
  }

  /** A part without references to parameters, joins of mere texts, and choices. */
  public filled(part: unknown): unknown {
    if (Array.isArray(part)) {
      return part.map((one) => this.filled(one));
    }
    if (typeof part !== 'object' || part === null) {
      // CloudFormation takes "true" for true.
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
      return this.filled(this.holds({ Condition }) ? then : otherwise);
    }
    const filled = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, this.filled(value)]).filter(([, value]) => value !== NO_VALUE));
    return 'Fn::Join' in filled ? joined(filled as unknown as Join) : filled;
  }

  private holds(condition: unknown): boolean {
    const filled = this.filled(condition) as { 'Condition'?: string; 'Fn::Equals'?: [unknown, unknown]; 'Fn::Not'?: [unknown]; 'Fn::Or'?: unknown[] };
    if (filled['Fn::Equals']) {
      return filled['Fn::Equals'][0] === filled['Fn::Equals'][1];
    }
    if (filled['Fn::Not']) {
      return !this.holds(filled['Fn::Not'][0]);
    }
    if (filled['Fn::Or']) {
      return filled['Fn::Or'].some((one) => this.holds(one));
    }
    if (filled.Condition) {
      return this.holds(this.conditions[filled.Condition]);
    }
    throw new Error(`no condition that is known here: ${JSON.stringify(condition)}`);
  }
}

/** What CloudFormation makes of a template once its parameters have values: what conditions leave, and no reference to a parameter. */
export function withValues(template: PlainTemplate, values: Record<string, string>): Pick<PlainTemplate, 'Resources' | 'Outputs'> {
  const deployment = new Deployment(template, values);
  return {
    Resources: deployment.filled(deployment.present(template.Resources)) as PlainTemplate['Resources'],
    Outputs: deployment.filled(deployment.present(template.Outputs)) as PlainTemplate['Outputs'],
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
