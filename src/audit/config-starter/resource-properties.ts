/** The type of the resource that checks the account before the recorder is created. */
export const PRE_CHECK = 'Custom::ConfigPreCheck';
/** The type of the resource that starts or adopts the recorder. */
export const STARTER = 'Custom::ConfigStarter';

/** The properties of the custom resources. CloudFormation passes all values to the function as strings, and updates the resource if they change. */
export interface ConfigStarterProperties {
  /** The function takes the operation and the retention period from its environment. */
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
