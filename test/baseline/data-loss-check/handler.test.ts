import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context } from 'aws-lambda';
import { handler } from '../../../src/baseline/data-loss-check/data-loss-check.lambda';
import { RESOURCE_TYPE } from '../../../src/baseline/data-loss-check/resource-properties';
import { reportOperation, requestOf } from '../../common/functions/stack-model';

const context = { getRemainingTimeInMillis: () => 120_000, logStreamName: 'stream' } as Context;
const BEFORE = { KeyArn: 'key-1', IsKeyDeleted: 'true', RetainsData: 'false', IsDeletionSpecified: 'false', RetentionPeriods: [] };
let server: http.Server;
let answer: { Status: string; Reason?: string; PhysicalResourceId: string };

beforeAll(async () => {
  server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => { body += String(chunk); }).on('end', () => {
      answer = JSON.parse(body);
      response.end();
    });
  }).listen(0);
  process.env.AWS_ENDPOINT_URL = `http://localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  delete process.env.AWS_ENDPOINT_URL;
});

/** Returns the response to a request of an operation with a status of the stack. */
async function responseTo(type: 'Create' | 'Update' | 'Delete', stackStatus?: string): Promise<typeof answer> {
  jest.spyOn(console, 'log').mockReturnValue();
  const request = requestOf(type, {
    ResourceType: RESOURCE_TYPE, ResponseURL: `${process.env.AWS_ENDPOINT_URL}/response`, ResourceProperties: { ...BEFORE, KeyArn: 'key-2' }, OldResourceProperties: BEFORE,
  });
  reportOperation(request, stackStatus);
  await handler(request, context);
  return answer;
}

test('an update that would delete the key fails with the reason', async () => {
  expect(await responseTo('Update')).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'existing-id', Reason: expect.stringContaining('would delete the KMS key key-1') });
});

test('the rollback of an update succeeds, because it restores the previous resources', async () => {
  expect(await responseTo('Update', 'UPDATE_ROLLBACK_IN_PROGRESS')).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'existing-id' });
});

test.each(['Create', 'Delete'] as const)('a request to %s the check succeeds', async (type) => {
  expect(await responseTo(type)).toMatchObject({ Status: 'SUCCESS' });
});
