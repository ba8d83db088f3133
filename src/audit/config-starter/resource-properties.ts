/** The properties of the custom resources. CloudFormation passes all values to the function as strings. */
export interface ConfigStarterProperties {
  readonly Operation: 'PreCheck' | 'Start' | 'Adopt';
  /** The recorder of the stack. Undefined for the operation `Adopt`, which finds the recorder of the account. */
  readonly RecorderName?: string;
  /** The delivery channel of the stack. */
  readonly ChannelName?: string;
  /** The properties of recorder and delivery channel. The function ignores them, but CloudFormation updates the custom resource if they change. */
  readonly Settings?: string;
  /** The retention period of AWS Config in days. */
  readonly RetentionDays?: string;
}
