import { randomInt } from 'node:crypto';
import { DescribeDBInstancesCommand, ModifyDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds';
import {
  DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient, UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { Context, SecretsManagerRotationEvent } from 'aws-lambda';
import { PASSWORD_CHARACTERS, PASSWORD_LENGTH, type RotationEnvironment } from './function-environment';
import { log } from '../../common/functions/runtime/json-log';
import { codeOf, retryDenied } from '../../common/functions/runtime/service-errors';
import { SYSTEM_CLOCK } from '../../common/functions/runtime/timing';

const rds = new RDSClient({});
const secretsManager = new SecretsManagerClient({});
const settings = () => process.env as unknown as RotationEnvironment;

const POLL_MILLISECONDS = 5_000;
/** The time that is reserved before the timeout of the function. */
const RESERVED_MILLISECONDS = 10_000;

/** A version of the secret that is being rotated. */
interface Rotation {
  readonly version: string;
  readonly currentVersion?: string;
  readonly context: Context;
}

/**
 * The steps of a rotation. Secrets Manager repeats a failed rotation from the first step, so each step succeeds if it was completed before.
 *
 * The last step sets the password and makes it the current one. If these were two steps, whoever may invoke the function could send the second one
 * first, and the secret would contain a password that the database does not have.
 */
const STEPS: ReadonlyMap<unknown, (rotation: Rotation) => Promise<void>> = new Map([
  ['createSecret', createSecret], ['setSecret', nothing], ['testSecret', nothing], ['finishSecret', finishSecret],
]);

/**
 * Rotates the password of a database with the API of RDS, which requires neither the previous password nor a connection to the database. Any
 * event is refused that does not belong to a rotation of this secret.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export async function handler({ Step, SecretId, ClientRequestToken: version }: SecretsManagerRotationEvent, context: Context): Promise<void> {
  const { SECRET_ARN } = settings();
  const { VersionIdsToStages = {} } = await retryDenied(SYSTEM_CLOCK, () => secretsManager.send(new DescribeSecretCommand({ SecretId: SECRET_ARN })));
  const stages = new Map(Object.entries(VersionIdsToStages)).get(version) ?? [];
  const step = STEPS.get(Step);
  log('step', { step: Step, version, stages });
  if (step === undefined) {
    throw new Error(`${Step} is not a step of a rotation`);
  }
  if (SecretId !== SECRET_ARN || !stages.some((stage) => ['AWSPENDING', 'AWSCURRENT'].includes(stage))) {
    throw new Error(`Version ${version} of ${SecretId} is not being rotated`);
  }
  if (!stages.includes('AWSCURRENT')) {
    const [currentVersion] = Object.entries(VersionIdsToStages).find(([, others]) => others.includes('AWSCURRENT')) ?? [];
    await step({ version, currentVersion, context });
  }
}

async function nothing(): Promise<void> {}

/** Stores a new password in the pending version of the secret, unless it has one. */
async function createSecret({ version }: Rotation): Promise<void> {
  if (await readSecret('AWSPENDING', version) === undefined) {
    await secretsManager.send(new PutSecretValueCommand({
      SecretId: settings().SECRET_ARN,
      ClientRequestToken: version,
      SecretString: JSON.stringify({ ...await readSecret('AWSCURRENT'), password: generatePassword() }),
      VersionStages: ['AWSPENDING'],
    }));
  }
}

function generatePassword(): string {
  const characters = PASSWORD_CHARACTERS.join('');
  for (;;) {
    const password = Array.from({ length: PASSWORD_LENGTH }, () => characters[randomInt(characters.length)]);
    if (PASSWORD_CHARACTERS.every((kind) => password.some((character) => kind.includes(character)))) {
      return password.join('');
    }
  }
}

/** Sets the pending password, waits until the database has it, and makes the pending version the current one. */
async function finishSecret({ version, currentVersion, context }: Rotation): Promise<void> {
  const pending = await readSecret('AWSPENDING', version);
  if (!pending?.password) {
    throw new Error(`Version ${version} has no password yet`);
  }
  await setPassword(pending.password, context);
  await secretsManager.send(new UpdateSecretVersionStageCommand({
    SecretId: settings().SECRET_ARN, VersionStage: 'AWSCURRENT', MoveToVersionId: version, RemoveFromVersionId: currentVersion,
  }));
}

/**
 * Requests a password, and waits until RDS has set it asynchronously. Modifications that wait for the maintenance window are not applied.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html
 */
async function setPassword(password: string, context: Context): Promise<void> {
  const DBInstanceIdentifier = settings().INSTANCE_IDENTIFIER;
  await rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier, MasterUserPassword: password }));
  for (;;) {
    await SYSTEM_CLOCK.sleep(POLL_MILLISECONDS);
    const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }));
    const [{ DBInstanceStatus, PendingModifiedValues }] = DBInstances!;
    if (PendingModifiedValues?.MasterUserPassword === undefined && DBInstanceStatus !== 'resetting-master-credentials') {
      return;
    }
    if (context.getRemainingTimeInMillis() < POLL_MILLISECONDS + RESERVED_MILLISECONDS) {
      throw new Error(`RDS has not set the password yet, and the database is ${DBInstanceStatus}. Secrets Manager repeats the rotation.`);
    }
  }
}

/** Returns the value of a version of the secret, or undefined if the version has no value yet. */
async function readSecret(stage: string, version?: string): Promise<Record<string, string> | undefined> {
  try {
    const { SecretString } = await secretsManager.send(
      new GetSecretValueCommand({ SecretId: settings().SECRET_ARN, VersionStage: stage, VersionId: version }));
    return JSON.parse(SecretString!);
  } catch (error) {
    if (codeOf(error) === 'ResourceNotFoundException') {
      return undefined;
    }
    throw error;
  }
}
