import * as fc from 'fast-check';
import { ADOPT, model, OURS, PRE_CHECK, READS } from './accounts';
import type { ConfigModel, Fault } from './config-model';
import { runs } from '../../support/runs';

const moment = fc.oneof(fc.integer({ min: 0, max: 240_000 }), fc.constant(Infinity));
const soonOrNever = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20_000 }), fc.constant(Infinity));

/** An account, and what goes wrong in it. A recorder or a delivery may be pending for as long as any, and fail or do well after that. */
const HISTORY = fc.record({
  recorderAt: moment,
  channelAt: moment,
  recordsAfter: moment,
  isRecording: fc.boolean(),
  reportsAfter: moment,
  recorderFailsUntil: moment,
  deliveryFailsUntil: moment,
  streamFailsUntil: moment,
  deliversAfter: moment,
  lastHistory: fc.constantFrom('SUCCESS' as const, 'FAILURE' as const, undefined),
  stopsAfter: moment,
  stopSpreadsAfter: fc.integer({ min: 0, max: 5_000 }),
  policyKnownAt: soonOrNever,
  mayDeliver: fc.boolean(),
  mayStart: fc.boolean(),
  hasRole: fc.boolean(),
  mayReadRole: fc.boolean(),
  mayCreateRole: fc.boolean(),
  faults: fc.array(fc.constantFrom<Fault>('none', 'none', 'ThrottlingException', 'InternalFailure', 'TimeoutError', 'ECONNRESET'), { maxLength: 30 }),
});
type History = typeof HISTORY extends fc.Arbitrary<infer T> ? T : never;

function accountOf({ recorderAt, channelAt, isRecording, faults, ...account }: History): ConfigModel {
  const aws = model({ ...account, recorder: { name: 'ours', appearsAt: recorderAt, isRecording }, channel: { name: 'ours', appearsAt: channelAt } });
  aws.faults = [...faults];
  return aws;
}

const outcomeOf = (sent: Promise<string>) => sent.then((id) => ({ id, failure: undefined }), (error: Error) => ({ id: undefined, failure: error.message }));

describe('whatever AWS answers meanwhile', () => {
  test('a deployment ends in time, recording and delivering or with the reason', async () => {
    await fc.assert(fc.asyncProperty(HISTORY, fc.constantFrom(OURS, ADOPT), async (history, operation) => {
      const aws = accountOf(history);
      const { failure } = await outcomeOf(aws.send('Create', operation));
      expect(aws.seconds).toBeLessThan(260);
      expect(aws.calls.length).toBeLessThan(300);
      if (failure === undefined) {
        expect(aws.isRecording).toBe(true);
        // What was delivered since says more than the history of hours ago.
        const isOutdated = (key: string) => aws.hasDelivered && key === 'configHistoryDeliveryInfo';
        expect(JSON.stringify([...aws.lastAnswers], (key, value) => (isOutdated(key) ? undefined : value))).not.toContain('FAILURE');
        expect(operation === ADOPT || aws.hasDelivered || aws.seconds > 75).toBe(true);
      } else {
        expect(failure).toMatch(/in vain until|cannot (record|deliver)|may not start it|no AWS Config recorder to adopt|explicit deny|not authorized/);
        expect(operation === OURS || history.isRecording || aws.isStopped).toBe(true);
      }
    }), { numRuns: runs(400) });
  });

  test('the pre-check ends within a minute and a half, with the service-linked role or with the reason', async () => {
    await fc.assert(fc.asyncProperty(HISTORY, async (history) => {
      const aws = accountOf(history);
      const { failure } = await outcomeOf(aws.send('Create', PRE_CHECK));
      expect(aws.seconds).toBeLessThan(90);
      expect(aws.calls.every((call) => READS.test(call) || call === 'GetRole' || call === 'CreateServiceLinkedRole')).toBe(true);
      if (failure === undefined) {
        expect(aws.account.hasRole).toBe(true);
      } else {
        expect(failure).toMatch(/already has the AWS Config (recorder|delivery channel) 'ours'|explicit deny|not authorized/);
      }
    }), { numRuns: runs(200) });
  });

  test('a deletion ends in time, and leaves what can be deleted, or was found, or the reason', async () => {
    await fc.assert(fc.asyncProperty(HISTORY, fc.constantFrom(OURS, ADOPT), async (history, operation) => {
      const aws = accountOf({ ...history, recorderAt: history.isRecording ? 0 : history.recorderAt, mayStart: true });
      const created = await outcomeOf(aws.send('Create', operation));
      const begun = aws.seconds;
      const deleted = await outcomeOf(aws.send('Delete', operation, { PhysicalResourceId: created.id ?? 'made-by-the-handler' }));
      expect(aws.seconds - begun).toBeLessThan(130);
      if (deleted.failure !== undefined) {
        expect(deleted.failure).toMatch(/in vain until recorder ours stands still|not authorized/);
      } else if (operation === OURS) {
        expect(aws.canLoseChannel).toBe(true);
      } else {
        expect(aws.isStopped).toBe(!history.isRecording);
      }
    }), { numRuns: runs(200) });
  });
});
