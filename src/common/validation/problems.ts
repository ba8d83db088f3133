import { Annotations, Token, type Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** One thing that is wrong with the props of a construct. */
export interface Problem {
  /** The prop's name, as its user wrote it. */
  readonly prop: string;
  /** The value that was given. */
  readonly value: unknown;
  /** What is wrong with it, and what to give instead. */
  readonly remedy: string;
}

/**
 * Collects what is wrong with the props of one construct, so that all of it is reported at once.
 *
 * A value that is an unresolved token is never a problem: only the deployment knows it.
 */
export class Problems {
  private readonly found: Problem[] = [];

  constructor(private readonly scope: Construct, private readonly warns = true) {}

  /**
   * Lets a check that a construct makes of its props look at what it will be given, before it is made. What it finds is recorded here, by
   * the name that the prop has here; warnings are left to the construct.
   */
  public ahead(check: (problems: Problems) => void, nameOf: (prop: string) => string): this {
    const inner = new Problems(this.scope, false);
    check(inner);
    this.found.push(...inner.found.map((problem) => ({ ...problem, prop: nameOf(problem.prop) })));
    return this;
  }

  /** Records a problem with `value` unless it is absent, unresolved, or satisfies `isRight`. */
  public check<T>(prop: string, value: T | undefined, isRight: (value: T) => boolean, remedy: string): this {
    if (value !== undefined && !Token.isUnresolved(value) && !isRight(value)) {
      this.found.push({ prop, value, remedy });
    }
    return this;
  }

  /** The same for a value that languages without types may leave out. */
  public require<T>(prop: string, value: T | undefined, isRight: (value: T) => boolean, remedy: string): this {
    return value === undefined ? this.add({ prop, value, remedy }) : this.check(prop, value, isRight, remedy);
  }

  /** The check of a time in a unit. One that only the deployment knows cannot be converted, and must come in that unit. */
  public checkTime(prop: string, time: Duration | undefined, unit: 'days' | 'seconds', isRight: (value: number) => boolean, remedy: string): this {
    if (time?.isUnresolved() && time.unitLabel() !== unit) {
      return this.add({ prop, value: time, remedy: `Only the deployment knows it, and cannot convert it: give Duration.${unit}().` });
    }
    const isRightTime = (given: Duration) => {
      const value = unit === 'days' ? given.toDays({ integral: false }) : given.toSeconds({ integral: false });
      return Token.isUnresolved(value) || isRight(value);
    };
    return this.check(prop, time, isRightTime, remedy);
  }

  /** Records a problem that concerns several props together. */
  public add(problem: Problem): this {
    this.found.push(problem);
    return this;
  }

  /** Records a warning that the user may acknowledge by its id. */
  public warn(id: string, message: string): this {
    if (this.warns) {
      Annotations.of(this.scope).addWarningV2(`SecureBaseline:${id}`, message);
    }
    return this;
  }

  /** Throws one error that names every problem found; does nothing where there is none. */
  public throwIfAny(): void {
    if (this.found.length === 0) {
      return;
    }
    const where = `${this.scope.constructor.name} '${this.scope.node.path}'`;
    const count = this.found.length === 1 ? 'has a problem' : `has ${this.found.length} problems`;
    throw new Error([`${where} ${count}:`, ...this.found.map(describe)].join('\n'));
  }
}

function describe({ prop, value, remedy }: Problem): string {
  return `  - ${prop}: ${print(value)}. ${remedy}`;
}

function print(value: unknown): string {
  if (Token.isUnresolved(value)) {
    return 'known to the deployment only';
  }
  return typeof value === 'object' || typeof value === 'number' ? String(value) : JSON.stringify(value) ?? 'not given';
}
