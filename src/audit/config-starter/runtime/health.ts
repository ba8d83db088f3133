import type { ConfigExportDeliveryInfo, ConfigurationRecorderStatus, DeliveryChannelStatus } from '@aws-sdk/client-config-service';

/** What is known of a recorder or of its deliveries. */
export interface Health {
  /** What is wrong, in the words of AWS. */
  readonly failure?: string;
  /** False while AWS Config has yet to report whether it works. */
  readonly isKnown: boolean;
}

interface Report {
  readonly lastStatus?: string;
  readonly lastErrorCode?: string;
  readonly lastErrorMessage?: string;
}

/** How the recorder fares. It is pending until it has recorded for the first time. */
export function recorderHealth(name: string, status: ConfigurationRecorderStatus | undefined): Health {
  return { failure: failureOf(`AWS Config cannot record with ${name}`, status), isKnown: isOutcome(status) };
}

/**
 * What is wrong with the deliveries. Of history and snapshot, which go to the same bucket, the later one counts: an old failure stands in
 * the report for the six hours until the next history, long after its cause was repaired. Without a topic the stream does not apply.
 */
export function deliveryFailure(channel: string, status: DeliveryChannelStatus | undefined): string | undefined {
  const failed = [latestDelivery(status), status?.configStreamDeliveryInfo].find((report) => is(report, 'FAILURE'));
  return failureOf(`AWS Config cannot deliver through ${channel}`, failed);
}

/** When AWS Config last tried to deliver to the bucket, in milliseconds since 1970; 0 where it never did. */
export function lastAttempt(status: DeliveryChannelStatus | undefined): number {
  return timeOf(latestDelivery(status));
}

function latestDelivery(status: DeliveryChannelStatus | undefined): ConfigExportDeliveryInfo | undefined {
  const { configHistoryDeliveryInfo: history, configSnapshotDeliveryInfo: snapshot } = status ?? {};
  return !history?.lastStatus || timeOf(snapshot) > timeOf(history) ? snapshot : history;
}

function timeOf(delivery: ConfigExportDeliveryInfo | undefined): number {
  return delivery?.lastAttemptTime?.getTime() ?? 0;
}

/**
 * AWS answers FAILURE, SUCCESS and PENDING, the types of its SDK say Failure, Success and Pending.
 * @see https://docs.aws.amazon.com/config/latest/developerguide/verify-delivery-status.html
 */
function is(report: Report | undefined, status: string): boolean {
  return report?.lastStatus?.toUpperCase() === status;
}

function isOutcome(report: Report | undefined): boolean {
  return report?.lastStatus !== undefined && !is(report, 'PENDING');
}

function failureOf(what: string, report: Report | undefined): string | undefined {
  return is(report, 'FAILURE') ? `${what}: ${report?.lastErrorCode}: ${report?.lastErrorMessage}` : undefined;
}
