import type { Stack } from 'aws-cdk-lib/core';
import type { Check } from './resources';

/** Which presets a control holds in. */
export type Preset = 'both' | 'production';

/** A control of the CIS AWS Foundations Benchmark or of Security Hub, and what becomes of it here. */
export type Control = InScope | Optional | Out;

interface Row {
  /** The id in Security Hub; or the numbers in versions 1.4, 3, 5 and 7 of the CIS AWS Foundations Benchmark. */
  readonly id: string;
  readonly title: string;
  /** What Security Hub or AWS Config call it besides. */
  readonly also?: string[];
}

interface Asserted extends Row {
  /** The sentence that the test asserts of each template. */
  readonly test: string;
  /** Every resource that the control looks at, and whether it does what the control asks for. */
  readonly check: Check;
}

/** What the baseline does by itself. */
export interface InScope extends Asserted {
  readonly scope: 'in';
  readonly preset: Preset;
  /** What switches it on where the preset does not. */
  readonly elsewhere?: string;
  /** What the control does not look at, or leaves to the account. */
  readonly note?: string;
}

/** What a prop switches on. */
export interface Optional extends Asserted {
  readonly scope: 'optional';
  readonly reason: string;
  readonly prop: string;
  /** Puts something with the prop into a stack. */
  readonly enable: (stack: Stack) => void;
}

/** What no template can do. */
export interface Out extends Row {
  readonly scope: 'out';
  readonly reason: string;
}

/** The numbers that CIS gives a control in its versions, in this order in an id. */
export const CIS_VERSIONS = ['v1.4', 'v3', 'v5', 'v7'];

export const isCis = ({ id }: Row) => id.startsWith('CIS ');

/** The names that a control has: `CIS v3 3.1`, `CloudTrail.1`. */
export function namesOf(control: Row): string[] {
  const own = isCis(control)
    ? control.id.replace('CIS ', '').split('/').map((number, index) => [`CIS ${CIS_VERSIONS[index]}`, number]).filter(([, number]) => number !== '-').map((name) => name.join(' '))
    : [control.id];
  return [...own, ...(control.also ?? [])];
}

/** What most controls are: in scope, in both presets. */
export const BOTH = { scope: 'in', preset: 'both' } as const;

/** What production alone is worth, or alone has. */
export const PRODUCTION = { scope: 'in', preset: 'production' } as const;

/** What several controls ask for alike. */
export type Assertion = Pick<Asserted, 'test' | 'check'>;
