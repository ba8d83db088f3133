import type { Stack } from 'aws-cdk-lib/core';
import type { Check } from './resources';

/** The presets that implement a control. */
export type Preset = 'both' | 'production';

/** A control of the CIS AWS Foundations Benchmark or of Security Hub, and its status in the baseline. */
export type Control = InScope | Optional | Out;

interface Row {
  /** The id in Security Hub; or the numbers in versions 1.4, 3, 5 and 7 of the CIS AWS Foundations Benchmark. */
  readonly id: string;
  readonly title: string;
  /** Other names of the control in Security Hub or AWS Config. */
  readonly also?: string[];
}

interface Asserted extends Row {
  /** The sentence that the test verifies for each template. */
  readonly test: string;
  /** Evaluates every resource that the control applies to. */
  readonly check: Check;
}

/** A control that a preset implements. */
export interface InScope extends Asserted {
  readonly scope: 'in';
  readonly preset: Preset;
  /** The props that enable the control in the non-production preset. */
  readonly enabledBy?: string;
  /** The parts of the control that are not checked, or that are the responsibility of the account. */
  readonly note?: string;
}

/** A control that a prop enables. */
export interface Optional extends Asserted {
  readonly scope: 'optional';
  readonly reason: string;
  readonly prop: string;
  /** Adds a construct with the prop to a stack. */
  readonly enable: (stack: Stack) => void;
}

/** A control that the templates do not implement. */
export interface Out extends Row {
  readonly scope: 'out';
  readonly reason: string;
}

/** The versions of the CIS AWS Foundations Benchmark whose numbers form the id of a control, in this order. */
export const CIS_VERSIONS = ['v1.4', 'v3', 'v5', 'v7'];

export const isCis = ({ id }: Row) => id.startsWith('CIS ');

/** Returns all names of a control, such as `CIS v3 3.1` and `CloudTrail.1`. */
export function namesOf(control: Row): string[] {
  const own = isCis(control)
    ? control.id.replace('CIS ', '').split('/').map((number, index) => [`CIS ${CIS_VERSIONS[index]}`, number]).filter(([, number]) => number !== '-').map((name) => name.join(' '))
    : [control.id];
  return [...own, ...(control.also ?? [])];
}

/** In scope, and implemented in both presets. */
export const BOTH = { scope: 'in', preset: 'both' } as const;

/** In scope, and implemented in the production preset only. */
export const PRODUCTION = { scope: 'in', preset: 'production' } as const;

/** An assertion that several controls have in common. */
export type Assertion = Pick<Asserted, 'test' | 'check'>;
