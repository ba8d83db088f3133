/** A parameter of a template. */
export interface PlainParameter {
  readonly Type: string;
  readonly AllowedPattern?: string;
  readonly AllowedValues?: string[];
  readonly ConstraintDescription?: string;
  readonly Default?: string;
  readonly Description: string;
  readonly MaxLength?: number;
}

/** A resource of a template. */
export interface PlainResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly Metadata?: unknown;
}

/** A CloudFormation template. */
export interface PlainTemplate {
  readonly Description: string;
  readonly Metadata: Record<string, unknown>;
  readonly Parameters: Record<string, PlainParameter>;
  readonly Conditions?: Record<string, unknown>;
  readonly Resources: Record<string, PlainResource>;
  readonly Outputs: Record<string, object>;
}
