import type { Imports, Measurement } from './subject';

/** The hand-written stack, and the presets that are compared with it. */
export const REFERENCE = 'hand-written';
export const PRESETS = ['non-production', 'production'] as const;

/** All measurements by subject. */
export interface Results {
  readonly runs: { readonly [subject: string]: Measurement[] };
  readonly imports: Imports[];
}

/** A figure of a preset compared with that of the hand-written stack. */
export interface Figure {
  readonly subject: string;
  readonly name: string;
  readonly unit: string;
  /** The figure of the hand-written stack. Undefined if there is none. */
  readonly handWritten?: number;
  readonly measured: number;
  /** The value that is compared with the target: the ratio to the hand-written stack, or the figure itself if there is none. */
  readonly result: number;
  readonly target: number;
  readonly ok: boolean;
}

/** Returns the median, on which a single slow process has no influence. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 0 ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle];
}

/** Returns the figures of every preset and the time of the import. */
export function compare({ runs, imports }: Results): Figure[] {
  const figures = PRESETS.flatMap((subject) => {
    const figure = (name: string, unit: string, target: number, value: (run: Measurement) => number): Figure => {
      const handWritten = median(runs[REFERENCE].map(value));
      const measured = median(runs[subject].map(value));
      return { subject, name, unit, handWritten, measured, result: measured / handWritten, target, ok: measured / handWritten <= target };
    };
    return [
      figure('time per resource, including imports', 'ms', 1, ({ first, resources }) => first / resources),
      figure('time per resource, second synthesis', 'ms', 1, ({ second, resources }) => second / resources),
      figure('peak memory', 'MiB', 1.3, ({ memory }) => memory),
    ];
  });
  const cost = median(imports.map(({ library }) => library));
  return [...figures, { subject: 'package', name: 'import, in addition to aws-cdk-lib', unit: 'ms', measured: cost, result: cost, target: 30, ok: cost < 30 }];
}
