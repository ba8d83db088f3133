import type { EventPattern } from 'aws-cdk-lib/aws-events';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Filter = Json | { exists: boolean } | { 'anything-but': Json[] };

/** An event as EventBridge delivers it. */
export interface DeliveredEvent {
  readonly 'source': string;
  readonly 'detail-type': string;
  readonly 'detail': object;
}

/**
 * Whether EventBridge finds that a rule's pattern matches the event: every field that the pattern names has a value that the pattern lists.
 * A filter that is not known here is an error rather than a guess.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function ruleMatches({ source, detailType, detail, ...others }: EventPattern, event: DeliveredEvent): boolean {
  if (Object.keys(others).length > 0) {
    throw new Error(`Not known: ${Object.keys(others)}`);
  }
  return matchesFields({ source, 'detail-type': detailType, detail }, event as unknown as Json);
}

function matchesFields(pattern: { [field: string]: unknown }, node: Json | undefined): boolean {
  return Object.entries(pattern).filter(([, wanted]) => wanted !== undefined).every(([field, wanted]) => {
    if (field === '$or') {
      return (wanted as { [field: string]: unknown }[]).some((alternative) => matchesFields(alternative, node));
    }
    const value = typeof node === 'object' && node !== null && !Array.isArray(node) ? node[field] : undefined;
    return Array.isArray(wanted)
      ? wanted.some((filter: Filter) => matchesFilter(filter, value))
      : matchesFields(wanted as { [field: string]: unknown }, value);
  });
}

function matchesFilter(filter: Filter, value: Json | undefined): boolean {
  if (typeof filter !== 'object' || filter === null) {
    return value === filter;
  }
  if ('exists' in filter) {
    return (value !== undefined) === filter.exists;
  }
  if ('anything-but' in filter) {
    return value !== undefined && !(filter['anything-but'] as Json[]).includes(value);
  }
  throw new Error(`Not known: ${JSON.stringify(filter)}`);
}
