/** The environment of the function that rotates the password of a master user. */
export interface RotationEnvironment {
  readonly SECRET_ARN: string;
  readonly INSTANCE_IDENTIFIER: string;
}

/** RDS for MySQL accepts at most 41 characters. */
export const PASSWORD_LENGTH = 32;

/** The characters of passwords, which need no escaping in shells and URLs. A password contains at least one of each kind. */
export const PASSWORD_CHARACTERS = ['abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '0123456789', '-_'];

/** The other printable ASCII characters. */
export const EXCLUDED_CHARACTERS = ' !"#$%&\'()*+,./:;<=>?@[\\]^`{|}~';
