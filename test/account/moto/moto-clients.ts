import { Agent } from 'node:http';
import type { LookupFunction } from 'node:net';
import * as account from '@aws-sdk/client-account';
import * as autoScaling from '@aws-sdk/client-auto-scaling';
import * as ec2 from '@aws-sdk/client-ec2';
import * as emr from '@aws-sdk/client-emr';
import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import * as s3Control from '@aws-sdk/client-s3-control';
import * as ssm from '@aws-sdk/client-ssm';
import type { Location } from '../../../src/account/account-guardrails/runtime/implementation';
import { codeOf } from '../../../src/common/functions/runtime/service-errors';

const SDKS = { account, autoScaling, ec2, emr, iam, s3, s3Control, ssm };

/** The host of S3 Control has the id of the account as prefix. */
const lookup: LookupFunction = (_host, { all }, callback) => (all ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4));

/** Returns clients of an emulator on the loopback interface. */
export function clientsOf(endpoint: string, region: string): Location['clients'] {
  const config = { region, endpoint, credentials: { accessKeyId: 'id', secretAccessKey: 'secret' }, maxAttempts: 1 };
  return {
    account: new account.AccountClient(config),
    autoScaling: new autoScaling.AutoScalingClient(config),
    ec2: new ec2.EC2Client(config),
    emr: new emr.EMRClient(config),
    iam: new iam.IAMClient(config),
    s3: new s3.S3Client({ ...config, forcePathStyle: true }),
    s3Control: new s3Control.S3ControlClient({
      ...config, endpoint: endpoint.replace('127.0.0.1', 'localhost'), requestHandler: { httpAgent: new Agent({ lookup }) },
    }),
    ssm: new ssm.SSMClient(config),
  };
}

/** A request: the client, the operation and the input. */
export type Step = readonly [client: keyof Location['clients'], operation: string, input?: object];

/** Sends a request. Returns the response without metadata, or the code of the error. */
export async function answer(clients: Location['clients'], [client, operation, input = {}]: Step): Promise<Record<string, unknown>> {
  const Command = (SDKS[client] as unknown as Record<string, new (input: object) => object>)[`${operation}Command`];
  try {
    const { $metadata, ...response } = await (clients[client] as unknown as { send: (command: object) => Promise<Record<string, unknown>> }).send(new Command(input));
    return response;
  } catch (error) {
    return { error: codeOf(error) };
  }
}
