import { createHash } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import type { Records } from './records';
import { keyOf, type UnitResult } from './results';

/** The progress of an operation of CloudFormation that several invocations process. */
export interface Progress {
  readonly requestId: string;
  readonly invocations: number;
  readonly looks: Map<string, UnitResult>;
  readonly results: Map<string, UnitResult>;
}

/** What the function keeps between invocations. It is recorded, and not passed in events, which anybody who may invoke the function can forge. */
export interface StackReport {
  /** Scheduled looks take place only after a complete deployment. */
  readonly state: 'deploying' | 'deployed' | 'deleting';
  /** The regions that were governed at the last deployment, or taken up since. */
  readonly regions?: readonly string[];
  /** The regions to which the organization denied access, which scheduled looks do not try again. */
  readonly deniedRegions?: readonly string[];
  /** The settings that the organization denied, which scheduled looks do not try again, as `REGION/SETTING`. */
  readonly denied?: readonly string[];
  /** Identifies the last report, so that only a different one is published. */
  readonly digest?: string;
  readonly progress?: { readonly requestId: string; readonly invocations: number; readonly results: string };
}

/** The longest compressed progress. A parameter has 4,096 bytes. */
const MAX_PROGRESS = 3_000;

export function reportOf(records: Records): StackReport | undefined {
  return records.report as StackReport | undefined;
}

/** Returns the progress of an operation, which is empty in its first invocation. */
export function progressOf(report: StackReport | undefined, requestId: string): Progress {
  const progress = report?.progress;
  if (progress?.requestId !== requestId) {
    return { requestId, invocations: 1, looks: new Map(), results: new Map() };
  }
  const { looks, results } = JSON.parse(inflateSync(Buffer.from(progress.results, 'base64')).toString()) as Record<'looks' | 'results', UnitResult[]>;
  const byKey = (list: UnitResult[]) => new Map(list.map((result) => [keyOf(result), result]));
  return { requestId, invocations: progress.invocations + 1, looks: byKey(looks), results: byKey(results) };
}

/** Compresses the progress. If it is too long, it contains only the number of findings. */
export function compress({ requestId, invocations, looks, results }: Progress): StackReport['progress'] {
  const pack = (change: (result: UnitResult) => UnitResult) => deflateSync(JSON.stringify(
    { looks: [...looks.values()].map(change), results: [...results.values()].map(change) })).toString('base64');
  const complete = pack((result) => result);
  return { requestId, invocations, results: complete.length <= MAX_PROGRESS ? complete : pack(({ findings, ...rest }) => rest) };
}

/** Identifies the text of a report. */
export function digestOf(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
}
