/** The type of the custom resource. */
export const RESOURCE_TYPE = 'Custom::AccountGuardrails';

/** The properties of the custom resource. CloudFormation updates the resource when they change. The function uses its environment instead. */
export interface AccountGuardrailsProperties {
  /** The configuration of the function as JSON. */
  readonly Configuration: string;
}

/** The attributes of the custom resource. */
export interface AccountGuardrailsAttributes {
  /** What was applied, in one sentence, and the conflicts: at most 1,000 characters. */
  readonly Summary: string;
}

/** The path of the SSM parameters in which the function keeps the earlier values and the stacks that share a setting. */
export const RECORDS_PATH = '/secure-baseline/account-guardrails';
