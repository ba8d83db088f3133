import { createHash } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import type { Records } from './records';
import { keyOf, type UnitResult } from './results';
import type { AccountSetting } from '../../account-settings';

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
  /** The settings that the organization denied, which scheduled looks do not try again, packed. */
  readonly denied?: string;
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
  const [looks, results] = unpack(progress.results).map((list) => new Map(list.map((result) => [keyOf(result), result])));
  return { requestId, invocations: progress.invocations + 1, looks, results };
}

/** Compresses the progress. If it is too long, it contains only the number of findings. */
export function compress({ requestId, invocations, looks, results }: Progress): StackReport['progress'] {
  const lists = [[...looks.values()], [...results.values()]];
  const complete = pack(lists);
  const withoutFindings = () => pack(lists.map((list) => list.map(({ findings, ...rest }) => rest)));
  return { requestId, invocations, results: complete.length <= MAX_PROGRESS ? complete : withoutFindings() };
}

/** Compresses lists of results. They are grouped by what is the same in many regions, because a parameter must have space for all regions. */
export function pack(lists: readonly (readonly UnitResult[])[]): string {
  const grouped = lists.map((list) => {
    const groups: Record<string, Record<string, (string | null)[]>> = {};
    for (const { setting, region = null, ...rest } of list) {
      ((groups[JSON.stringify(rest)] ??= {})[setting] ??= []).push(region);
    }
    return groups;
  });
  return deflateSync(JSON.stringify(grouped)).toString('base64');
}

/** Returns the lists of results that were packed. */
export function unpack(packed: string): UnitResult[][] {
  const lists = JSON.parse(inflateSync(Buffer.from(packed, 'base64')).toString()) as Record<string, Record<AccountSetting, (string | null)[]>>[];
  return lists.map((groups) => Object.entries(groups).flatMap(([rest, bySetting]) => Object.entries(bySetting).flatMap(([setting, regions]) =>
    regions.map((region) => ({ setting: setting as AccountSetting, ...region !== null && { region }, ...JSON.parse(rest) as Pick<UnitResult, 'status'> })))));
}

/** Identifies the text of a report. */
export function digestOf(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
}
