import type { EventBridgeEvent } from 'aws-lambda';
import { CONSOLE_DOMAIN, OTHER_CONSOLES } from '../../dashboard/console-domains';
import type { FindingConfiguration, FindingSeverity } from '../function-environment';

/** An event of any source. Nothing but the configuration of the function is trusted: all values are only texts in a message. */
export type FindingEvent = EventBridgeEvent<string, unknown>;

/** What a message says. */
export interface Finding {
  /** Identifies the finding among those of its source: events with the same id repeat it. */
  readonly id: string;
  readonly severity: FindingSeverity;
  readonly title: string;
  readonly description?: string;
  readonly account: string;
  readonly region: string;
  readonly resource: string;
  readonly since: string;
  readonly link: string;
  readonly nextStep: string;
}

/** What a reader needs to know in addition to the event. */
export interface ReaderContext extends Pick<FindingConfiguration, 'sources' | 'aggregationRegion' | 'partition'> {
  /** The region of the function. */
  readonly region: string;
}

/** Reads the finding of an event. Returns undefined if the event needs no message. */
export type Reader = (event: FindingEvent, context: ReaderContext) => Finding | undefined;

const MAX_TEXT = 500;

/** Returns a value of an event as one line of limited length. */
export function textOf(value: unknown, maxLength = MAX_TEXT): string {
  // eslint-disable-next-line no-control-regex
  const line = (typeof value === 'string' ? value : value === undefined || value === null ? '' : String(value)).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 3)}...`;
}

/** Returns the link to a page of the console in a region. The path and the fragment contain only encoded values of events. */
export function consoleLink(context: ReaderContext, region: string, path: string, fragment: string): string {
  const encoded = encodeURIComponent(region);
  return `https://${encoded}.${consoleDomainOf(context)}/${path}/home?region=${encoded}#/${fragment}`;
}

/** Returns the domain of the AWS console in the partition. */
export function consoleDomainOf({ partition }: ReaderContext): string {
  return OTHER_CONSOLES.find((console) => console.partition === partition)?.domain ?? CONSOLE_DOMAIN;
}
