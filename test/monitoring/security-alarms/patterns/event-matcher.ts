import type { EventPattern } from 'aws-cdk-lib/aws-events';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Filter = Json | { exists: boolean } | { 'anything-but': Json[] } | { numeric: [string, number] };

/** An event as EventBridge delivers it. */
export interface DeliveredEvent {
  readonly 'source': string;
  readonly 'detail-type': string;
  readonly 'detail': object;
}

/**
 * Whether the event pattern of a rule matches the event in EventBridge: every field in the pattern has one of the listed values.
 * Unsupported filters throw an error.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function ruleMatches({ source, detailType, detail, ...others }: EventPattern, event: DeliveredEvent): boolean {
  if (Object.keys(others).length > 0) {
    throw new Error(`The fields ${Object.keys(others)} are not supported.`);
  }
  return matchesFields({ source, 'detail-type': detailType, detail }, event as unknown as Json);
}

function matchesFields(pattern: { [field: string]: unknown }, node: Json | undefined): boolean {
  return Object.entries(pattern).filter(([, filters]) => filters !== undefined).every(([field, filters]) => {
    if (field === '$or') {
      return (filters as { [field: string]: unknown }[]).some((alternative) => matchesFields(alternative, node));
    }
    const value = typeof node === 'object' && node !== null && !Array.isArray(node) ? node[field] : undefined;
    if (Array.isArray(value) && !Array.isArray(filters)) {
      return value.some((element) => matchesFields(filters as { [field: string]: unknown }, element));
    }
    return Array.isArray(filters)
      ? filters.some((filter: Filter) => matchesFilter(filter, value))
      : matchesFields(filters as { [field: string]: unknown }, value);
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
  if ('numeric' in filter && (filter.numeric as Json[])[0] === '>=') {
    return typeof value === 'number' && value >= Number((filter.numeric as Json[])[1]);
  }
  throw new Error(`The filter ${JSON.stringify(filter)} is not supported.`);
}
