import type { ConfigExportDeliveryInfo, ConfigurationRecorderStatus, DeliveryChannelStatus } from '@aws-sdk/client-config-service';

/** The status of a recorder and its deliveries. */
export interface Health {
  /** The error that AWS Config reports, if any. */
  readonly failure?: string;
  /** Whether AWS Config has already reported a success or a failure. */
  readonly isKnown: boolean;
}

interface Report {
  readonly lastStatus?: string;
  readonly lastErrorCode?: string;
  readonly lastErrorMessage?: string;
}

/** Returns the health of the recorder. The status is pending until the recorder has recorded for the first time. */
export function recorderHealth(name: string, status: ConfigurationRecorderStatus | undefined): Health {
  return { failure: failureOf(`AWS Config cannot record with ${name}`, status), isKnown: isCompleted(status) };
}

/**
 * Returns the error of the deliveries. Histories and snapshots are delivered to the same bucket, so that only the later of the two counts: the
 * failure of a history is reported until the next history is delivered six hours later, even if its cause has been removed. Without a topic, the
 * stream of notifications is not applicable.
 */
export function deliveryFailure(channel: string, status: DeliveryChannelStatus | undefined): string | undefined {
  const failed = [latestDelivery(status), status?.configStreamDeliveryInfo].find((report) => hasStatus(report, 'FAILURE'));
  return failureOf(`AWS Config cannot deliver through ${channel}`, failed);
}

/** Returns the time of the last attempt to deliver to the bucket, in milliseconds since 1970, or 0 if there was none. */
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
 * Whether a report has a status, in any letter case: the API returns FAILURE, the types of the SDK contain Failure.
 * @see https://docs.aws.amazon.com/config/latest/developerguide/verify-delivery-status.html
 */
function hasStatus(report: Report | undefined, status: string): boolean {
  return report?.lastStatus?.toUpperCase() === status;
}

function isCompleted(report: Report | undefined): boolean {
  return report?.lastStatus !== undefined && !hasStatus(report, 'PENDING');
}

function failureOf(problem: string, report: Report | undefined): string | undefined {
  return hasStatus(report, 'FAILURE') ? `${problem}: ${report?.lastErrorCode}: ${report?.lastErrorMessage}` : undefined;
}
