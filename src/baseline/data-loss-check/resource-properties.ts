/** The type of the custom resource. */
export const RESOURCE_TYPE = 'Custom::DataLossCheck';

/** For how many days data is retained. */
export interface RetentionPeriod {
  /** The path of the option, such as `trail.logRetention`. */
  readonly Option: string;
  readonly Days: string;
  /** Whether the user specified the option, so that a shorter period is intended: 'true' or 'false'. */
  readonly IsSpecified: string;
}

/** Properties of the custom resource. CloudFormation sends all values as text. */
export interface DataLossCheckProperties {
  /** The ARN of the KMS key that encrypts the data. */
  readonly KeyArn: string;
  /** Whether CloudFormation deletes the key when the stack does not contain it any more: 'true' or 'false'. */
  readonly IsKeyDeleted: string;
  /** Whether the data is retained when the stack is deleted: 'true' or 'false'. */
  readonly RetainsData: string;
  /** Whether the user specified that the data is not retained: 'true' or 'false'. Shorter retention periods are then intended too. */
  readonly IsDeletionSpecified: string;
  readonly RetentionPeriods: readonly RetentionPeriod[];
}
