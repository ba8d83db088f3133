import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeConfigurationRecordersCommand } from '@aws-sdk/client-config-service';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { createClients } from '../../../src/audit/config-starter/runtime/clients';
import { isTransient } from '../../../src/common/custom-resource/runtime/service-errors';

let silent: Server;
const environment = { ...process.env };

beforeAll(async () => {
  silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});

afterAll(() => {
  process.env = environment;
  silent.closeAllConnections();
  silent.close();
});

test('a request that nobody answers ends within ten seconds, as one that is worth repeating', async () => {
  const { config, iam } = createClients();
  const begun = Date.now();
  const ends = await Promise.allSettled([config.send(new DescribeConfigurationRecordersCommand({})), iam.send(new GetRoleCommand({ RoleName: 'role' }))]);
  expect(Date.now() - begun).toBeLessThan(10_000);
  expect(ends.map((end) => end.status === 'rejected' && isTransient(end.reason))).toEqual([true, true]);
}, 30_000);
