/** The environment of the function. It decides what the function does, because an event can have forged properties. */
export interface StarterEnvironment {
  /** What every starter of the stack does. The pre-check has its own resource type. */
  readonly OPERATION?: 'Start' | 'Adopt';
  /** The retention period of AWS Config in days. */
  readonly RETENTION_DAYS?: string;
}
