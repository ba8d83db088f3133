import type { Imports, Measurement } from './subject';

/** The hand-written stack, and the presets that are compared with it. */
export const REFERENCE = 'hand-written';
export const PRESETS = ['non-production', 'production'] as const;

/** All measurements, by subject. */
export interface Results {
  readonly runs: { readonly [subject: string]: Measurement[] };
  readonly imports: Imports[];
}

/** One figure of a preset beside that of the hand-written stack. */
export interface Figure {
  readonly subject: string;
  readonly what: string;
  readonly unit: string;
  /** Undefined where there is nothing to compare with. */
  readonly handWritten?: number;
  readonly found: number;
  /** What is held against the target: the ratio, or the figure itself where there is nothing to compare with. */
  readonly result: number;
  readonly target: number;
  readonly ok: boolean;
}

/** The middle value: one slow process does not move it. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 0 ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle];
}

/** The figures of every preset, and the cost of the import. */
export function compare({ runs, imports }: Results): Figure[] {
  const figures = PRESETS.flatMap((subject) => {
    const figure = (what: string, unit: string, target: number, value: (run: Measurement) => number): Figure => {
      const handWritten = median(runs[REFERENCE].map(value));
      const found = median(runs[subject].map(value));
      return { subject, what, unit, handWritten, found, result: found / handWritten, target, ok: found / handWritten <= target };
    };
    return [
      figure('time a resource, imports included', 'ms', 1, ({ first, resources }) => first / resources),
      figure('time a resource, second synthesis', 'ms', 1, ({ again, resources }) => again / resources),
      figure('peak memory', 'MiB', 1.3, ({ memory }) => memory),
    ];
  });
  const cost = median(imports.map(({ library }) => library));
  return [...figures, { subject: 'package', what: "import, on top of aws-cdk-lib's", unit: 'ms', found: cost, result: cost, target: 30, ok: cost < 30 }];
}
