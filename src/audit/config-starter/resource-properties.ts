/** What the constructs tell the handler that both share. CloudFormation passes every value on as text. */
export interface ConfigStarterProperties {
  readonly Operation: 'PreCheck' | 'Start' | 'Adopt';
  /** The recorder of the stack; an adopted one is found in the account. */
  readonly RecorderName?: string;
  /** The delivery channel of the stack. */
  readonly ChannelName?: string;
  /** The properties of recorder and channel, which the function ignores: CloudFormation updates the resource when they change. */
  readonly Settings?: string;
  /** How many days AWS Config keeps what the stack's recorder recorded. */
  readonly RetentionDays?: string;
}
