/** What the constructs tell the handler that both share. */
export interface ConfigStarterProperties {
  readonly Operation: 'PreCheck' | 'Start' | 'Adopt';
  /** The recorder of the stack; an adopted one is found in the account. */
  readonly RecorderName?: string;
  /** The delivery channel of the stack. */
  readonly ChannelName?: string;
}
