import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Duration, SecretValue, Stack, type RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { EXCLUDED_CHARACTERS, PASSWORD_LENGTH, type RotationEnvironment } from './function-environment';
import { PasswordRotationFunction } from './password-rotation-function';
import { declareControls } from '../../common/compliance/controls';
import { acknowledge } from '../../common/compliance/nag-acknowledgements';
import { HandlerFunction } from '../../common/functions/handler-function';
import { warnOfDeletedKey } from '../../common/policies/deleted-key';

export interface MasterSecretProps {
  readonly username: string;
  readonly encryptionKey?: kms.IKey;
  /** The removal policy of the secret. */
  readonly removalPolicy: RemovalPolicy;
}

/** The interval at which RDS rotates the secrets that it manages. */
const ROTATION_DAYS = 7;

/**
 * A secret with a generated password of the master user, in the account of the database. Unlike a secret that RDS manages, it allows read replicas.
 *
 * The rotation function sets passwords with the API of RDS. The functions that Secrets Manager offers connect to the database instead: they require
 * a route from a VPC to Secrets Manager and a macro in the template, and their roles and log groups are not part of the stack.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html
 */
export class MasterSecret extends Construct {
  /** A dynamic reference to the password, which CloudFormation resolves. */
  public readonly password: string;

  private readonly secret: secretsmanager.CfnSecret;

  constructor(scope: Construct, id: string, private readonly props: MasterSecretProps) {
    super(scope, id);
    this.secret = new secretsmanager.CfnSecret(this, 'Resource', {
      description: 'The master user of the database',
      kmsKeyId: props.encryptionKey?.keyArn,
      generateSecretString: {
        secretStringTemplate: Stack.of(this).toJsonString({ username: props.username }),
        generateStringKey: 'password',
        passwordLength: PASSWORD_LENGTH,
        excludeCharacters: EXCLUDED_CHARACTERS,
      },
    });
    this.secret.applyRemovalPolicy(props.removalPolicy);
    warnOfDeletedKey({ construct: this, resource: this.secret }, props.encryptionKey);
    if (!props.encryptionKey) {
      acknowledge(this.secret, 'No KMS key is specified; Secrets Manager encrypts the secret with the AWS managed key', 'NIST.800.53.R5-SecretsManagerUsingKMSKey');
    }
    this.password = SecretValue.secretsManager(this.secret.ref, { jsonField: 'password' }).unsafeUnwrap();
  }

  /**
   * Adds the address of the instance to the secret, and rotates the password. The first rotation follows after seven days: RDS does not create
   * replicas of an instance while it resets the password.
   * @returns the ARN of the secret with the address
   */
  public attach(instance: rds.CfnDBInstance): string {
    const attachment = new secretsmanager.CfnSecretTargetAttachment(this, 'Attachment', {
      secretId: this.secret.ref,
      targetId: instance.ref,
      targetType: 'AWS::RDS::DBInstance',
    });
    const rotation = this.createRotationFunction(instance);
    const schedule = new secretsmanager.CfnRotationSchedule(this, 'Rotation', {
      secretId: this.secret.ref,
      rotationLambdaArn: rotation.function.functionArn,
      rotationRules: { automaticallyAfterDays: ROTATION_DAYS },
      rotateImmediatelyOnUpdate: false,
    });
    rotation.addDependent(schedule);
    schedule.node.addDependency(attachment, this.allowRotation(rotation.function));
    declareControls(this.secret, {
      'SecretsManager.1': 'rotated by a function of the stack',
      'SecretsManager.4': `rotated every ${ROTATION_DAYS} days`,
    });
    return attachment.ref;
  }

  private createRotationFunction(instance: rds.CfnDBInstance): HandlerFunction {
    const environment: RotationEnvironment = { SECRET_ARN: this.secret.ref, INSTANCE_IDENTIFIER: instance.ref };
    const rotation = new HandlerFunction(this, 'RotationFunction', {
      createFunction: (parent, name, options) => new PasswordRotationFunction(parent, name, options),
      description: 'Rotates the password of the master user of a database',
      timeout: Duration.minutes(10),
      memorySize: 256,
      environment: { ...environment },
      encryptionKey: this.props.encryptionKey,
    });
    rotation.allow('RotateSecret', [
      'secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage',
    ], [this.secret.ref]);
    rotation.allow('SetPassword', ['rds:DescribeDBInstances', 'rds:ModifyDBInstance'], [instance.attrDbInstanceArn]);
    if (this.props.encryptionKey) {
      rotation.allow('UseKey', ['kms:Decrypt', 'kms:GenerateDataKey'], [this.props.encryptionKey.keyArn], {
        StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(this).region}.amazonaws.com` },
      });
    }
    return rotation;
  }

  private allowRotation(rotation: lambda.IFunction): lambda.CfnPermission {
    return new lambda.CfnPermission(this, 'RotationPermission', {
      action: 'lambda:InvokeFunction',
      functionName: rotation.functionArn,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: Stack.of(this).account,
      sourceArn: this.secret.ref,
    });
  }
}
