/** The environment of the function that rotates the password of a master user. */
export interface RotationSettings {
  readonly SECRET_ARN: string;
  readonly INSTANCE_IDENTIFIER: string;
}

/** The format of passwords: letters and digits, which need no escaping. RDS for MySQL accepts at most 41 characters. */
export const PASSWORD = { PasswordLength: 32, ExcludePunctuation: true };
