import { Annotations, SizeRoundingBehavior, Stack, Token, type Duration, type IResource, type Size } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { isKnownToDiffer } from '../cdk/environments';
import { isUnknown } from '../cdk/known-values';

/** What a message demands of a prop, and how to comply. */
export interface Demand {
  /** Completes "PROP must", such as 'be between 1 and 35 days'. */
  readonly must: string;
  /**
   * How to comply, in complete sentences. A prop of the same construct is written in braces, such as `{vpcSubnets}`: the message has the
   * path that the user writes.
   */
  readonly remedy: string;
}

/** What the value of a prop must satisfy. */
export interface Requirement<T> extends Demand {
  readonly isMet: (value: T) => boolean;
}

/** A prop whose value is not valid. */
export interface Problem extends Demand {
  /** The path of the prop as the user wrote it. */
  readonly prop: string;
  /** The value that the user specified. */
  readonly value: unknown;
}

/**
 * Collects the problems of the props of one construct, to report them all in one error.
 *
 * An unresolved token, or a value that the CDK CLI has not looked up yet, is never a problem, because its value is not known.
 */
export class Problems {
  private readonly found: Problem[] = [];

  constructor(private readonly scope: Construct, private readonly warns = true) {}

  /**
   * Includes the problems that another construct will find in its props, before that construct is created. `nameOf` translates the names
   * of its props to the paths that the user of this construct writes. Warnings are left to the other construct.
   */
  public include(check: (problems: Problems) => void, nameOf: (prop: string) => string): this {
    const inner = new Problems(this.scope, false);
    check(inner);
    const translate = (text: string) => text.replace(PROP_IN_BRACES, (_, prop: string) => `{${nameOf(prop)}}`);
    this.found.push(...inner.found.map(({ prop, value, must, remedy }) => (
      { prop: nameOf(prop), value, must: translate(must), remedy: translate(remedy) }
    )));
    return this;
  }

  /** Records a problem unless the value is absent, unresolved, or meets the requirement. */
  public check<T>(prop: string, value: T | undefined, { isMet, must, remedy }: Requirement<T>): this {
    if (value !== undefined && !isUnknown(value) && !isMet(value)) {
      this.found.push({ prop, value, must, remedy });
    }
    return this;
  }

  /** Like `check`, for a required value: languages without types allow it to be absent. */
  public require<T>(prop: string, value: T | undefined, requirement: Requirement<T>): this {
    return value === undefined ? this.add({ prop, value, must: requirement.must, remedy: requirement.remedy }) : this.check(prop, value, requirement);
  }

  /** Like `check`, for the number of days or seconds of a duration. An unresolved duration cannot be converted, so its unit must match. */
  public checkTime(prop: string, time: Duration | undefined, unit: 'days' | 'seconds', { isMet, must, remedy }: Requirement<number>): this {
    if (time?.isUnresolved() && time.unitLabel() !== unit) {
      return this.add({
        prop, value: time, must: `be in ${unit} if it is an unresolved token`, remedy: `Use Duration.${unit}().`,
      });
    }
    const isTimeMet = (given: Duration) => {
      const value = unit === 'days' ? given.toDays({ integral: false }) : given.toSeconds({ integral: false });
      return Token.isUnresolved(value) || isMet(value);
    };
    return this.check(prop, time, { isMet: isTimeMet, must, remedy });
  }

  /** Like `checkTime`, for a duration on which the template depends: an unresolved token is a problem. */
  public checkKnownTime(prop: string, time: Duration | undefined, unit: 'days' | 'seconds', requirement: Requirement<number>): this {
    return time?.isUnresolved()
      ? this.add({ prop, value: time, must: 'be known at synthesis', remedy: `${requirement.remedy} Do not use an unresolved token.` })
      : this.checkTime(prop, time, unit, requirement);
  }

  /** Like `check`, for the number of gibibytes of a size. An unresolved size cannot be converted, so its unit must match. */
  public checkSize(prop: string, size: Size | undefined, { isMet, must, remedy }: Requirement<number>): this {
    const gibibytes = gibibytesOf(size);
    return size !== undefined && gibibytes === undefined
      ? this.add({ prop, value: 'an unresolved token', must: 'be in gibibytes if it is an unresolved token', remedy: 'Use Size.gibibytes().' })
      : this.check(prop, gibibytes, { isMet, must, remedy });
  }

  /** Records a resource that is known to be in another region than the construct. */
  public checkRegion(prop: string, resource?: IResource, { must, remedy }: Demand = SAME_REGION): this {
    return this.checkLocation(prop, resource, 'region', `${must}, ${Stack.of(this.scope).region}`, remedy);
  }

  /** Records a log group that is known to be in another account or region than the construct. */
  public checkLogGroup(prop: string, logGroup?: IResource): this {
    const { must, remedy } = SAME_ACCOUNT;
    return this.checkRegion(prop, logGroup).checkLocation(prop, logGroup, 'account', `${must}, ${Stack.of(this.scope).account}`, remedy);
  }

  /** Records a problem, for instance of several props together. */
  public add(problem: Problem): this {
    this.found.push(problem);
    return this;
  }

  /** Adds a warning that the user can acknowledge by its id. */
  public warn(id: string, message: string): this {
    if (this.warns) {
      Annotations.of(this.scope).addWarningV2(`SecureBaseline:${id}`, message);
    }
    return this;
  }

  private checkLocation(prop: string, resource: IResource | undefined, part: 'account' | 'region', must: string, remedy: string): this {
    return resource && isKnownToDiffer(Stack.of(this.scope)[part], resource.env[part])
      ? this.add({ prop, value: `${resource.node.path} in ${resource.env[part]}`, must, remedy })
      : this;
  }

  /** Throws one error with every problem, if there are any. */
  public throwIfAny(): void {
    if (this.found.length === 0) {
      return;
    }
    const where = `${this.scope.constructor.name} '${this.scope.node.path}'`;
    const count = this.found.length === 1 ? 'has a problem' : `has ${this.found.length} problems`;
    throw new Error([`${where} ${count}:`, ...this.found.map(describe)].join('\n'));
  }
}

/** Returns undefined for a size that is an unresolved token in another unit, which the CDK cannot convert. */
function gibibytesOf(size?: Size): number | undefined {
  try {
    return size?.toGibibytes({ rounding: SizeRoundingBehavior.NONE });
  } catch {
    return undefined;
  }
}

const SAME_REGION: Demand = {
  must: 'be in the region of the stack',
  remedy: 'It cannot be used from another region. Use a resource in the region of the stack.',
};

const SAME_ACCOUNT: Demand = {
  must: 'be in the account of the stack',
  remedy: 'Logs cannot be delivered to a log group of another account. Use a log group in the account of the stack.',
};

const PROP_IN_BRACES = /\{([a-z][\w.[\]]*)\}/g;

function describe({ prop, value, must, remedy }: Problem): string {
  const plain = (text: string) => text.replace(PROP_IN_BRACES, '$1');
  return `  - ${prop} must ${plain(must)}, got ${print(value)}. ${plain(remedy)}`;
}

function print(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(print).join(', ')}]`;
  }
  if (Token.isUnresolved(value) || (value as Partial<Duration> | null | undefined)?.isUnresolved?.()) {
    return 'an unresolved token';
  }
  if (typeof value === 'object' && value !== null) {
    return printObject(value);
  }
  return typeof value === 'number' ? String(value) : JSON.stringify(value) ?? 'no value';
}

/** Durations and constructs have a text, structs are printed with their members, and other objects with the name of their class. */
function printObject(value: object): string {
  const text = String(value);
  if (text !== '[object Object]') {
    return text;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) {
    return value.constructor.name;
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined).map(([name, member]) => `${name}: ${print(member)}`);
  return members.length > 0 ? `{ ${members.join(', ')} }` : '{}';
}
