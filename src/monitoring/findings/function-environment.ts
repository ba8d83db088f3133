import type { FindingSource } from './finding-source';

/** The severities of messages, which select the topic: the values of `EventSeverity`. */
export type FindingSeverity = 'HIGH' | 'MEDIUM' | 'LOW';

/** What the function publishes, and where. The function takes it from its environment, never from an event. */
export interface FindingConfiguration {
  readonly sources: readonly FindingSource[];
  /** The ARN of the topic of each severity. */
  readonly topicArns: { readonly [severity in FindingSeverity]: string };
  /** The region in which Security Hub aggregates the findings of all regions. If absent, each region publishes its own. */
  readonly aggregationRegion?: string;
  readonly partition: string;
}

/** The environment of the function. */
export interface FindingEnvironment {
  /** A `FindingConfiguration` as JSON. */
  readonly CONFIGURATION: string;
  /** The name of the table of published findings. */
  readonly TABLE_NAME: string;
}
