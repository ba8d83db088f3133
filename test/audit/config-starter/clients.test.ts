import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeConfigurationRecordersCommand } from '@aws-sdk/client-config-service';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { createClients } from '../../../src/audit/config-starter/runtime/clients';
import { isTransient } from '../../../src/common/functions/runtime/service-errors';

let unresponsive: Server;
const environment = { ...process.env };

beforeAll(async () => {
  unresponsive = createServer(() => undefined);
  await new Promise<void>((resolve) => unresponsive.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(unresponsive.address() as AddressInfo).port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});

afterAll(() => {
  process.env = environment;
  unresponsive.closeAllConnections();
  unresponsive.close();
});

test('a request without a response fails within ten seconds with a transient error', async () => {
  const { config, iam } = createClients();
  const startedAt = Date.now();
  const results = await Promise.allSettled([config.send(new DescribeConfigurationRecordersCommand({})), iam.send(new GetRoleCommand({ RoleName: 'role' }))]);
  expect(Date.now() - startedAt).toBeLessThan(10_000);
  expect(results.map((result) => result.status === 'rejected' && isTransient(result.reason))).toEqual([true, true]);
}, 30_000);
