/** The environment of every function of a custom resource. */
export interface StackEnvironment {
  /** The ARN of the stack, from which alone the function accepts requests. */
  readonly STACK_ID: string;
  /** The domain of the AWS partition. */
  readonly URL_SUFFIX: string;
}
