import * as fc from 'fast-check';
import { ADOPT, model, START, PRE_CHECK, READS } from './accounts';
import type { ConfigModel, Fault } from './config-model';
import { runs } from '../../support/runs';

const moment = fc.oneof(fc.integer({ min: 0, max: 240_000 }), fc.constant(Infinity));
const earlyOrNever = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20_000 }), fc.constant(Infinity));

/** An account with failures. A recorder or a delivery can be pending for any time, and then succeed or fail. */
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
  stopPropagatesAfter: fc.integer({ min: 0, max: 5_000 }),
  policyPropagatesAt: earlyOrNever,
  mayDeliver: fc.boolean(),
  mayStart: fc.boolean(),
  hasRole: fc.boolean(),
  mayReadRole: fc.boolean(),
  mayCreateRole: fc.boolean(),
  faults: fc.array(fc.constantFrom<Fault>('none', 'none', 'ThrottlingException', 'InternalFailure', 'TimeoutError', 'ECONNRESET'), { maxLength: 30 }),
});
type History = typeof HISTORY extends fc.Arbitrary<infer T> ? T : never;

function accountOf({ recorderAt, channelAt, isRecording, faults, ...account }: History): ConfigModel {
  const aws = model({ ...account, recorder: { name: 'baseline', appearsAt: recorderAt, isRecording }, channel: { name: 'baseline', appearsAt: channelAt } });
  aws.faults = [...faults];
  return aws;
}

const outcomeOf = (sent: Promise<string>) => sent.then((id) => ({ id, failure: undefined }), (error: Error) => ({ id: undefined, failure: error.message }));

describe('with random states of the account and failures of AWS', () => {
  test('a deployment ends within the timeout, with a recorder that records and delivers, or with the reason', async () => {
    await fc.assert(fc.asyncProperty(HISTORY, fc.constantFrom(START, ADOPT), async (history, operation) => {
      const aws = accountOf(history);
      const { failure } = await outcomeOf(aws.send('Create', operation));
      expect(aws.seconds).toBeLessThan(260);
      expect(aws.calls.length).toBeLessThan(300);
      if (failure === undefined) {
        expect(aws.isRecording).toBe(true);
        // A snapshot that was delivered outdates the failure of an earlier history.
        const isOutdated = (key: string) => aws.hasDelivered && key === 'configHistoryDeliveryInfo';
        expect(JSON.stringify([...aws.lastResponses], (key, value) => (isOutdated(key) ? undefined : value))).not.toContain('FAILURE');
        expect(operation === ADOPT || aws.hasDelivered || aws.seconds > 75).toBe(true);
      } else {
        expect(failure).toMatch(/Timed out after|cannot (record|deliver)|not allowed to start it|no AWS Config recorder to adopt|explicit deny|not authorized/);
        expect(operation === START || history.isRecording || aws.isStopped).toBe(true);
      }
    }), { numRuns: runs(400) });
  });

  test('the pre-check ends within 90 seconds, with the service-linked role or with the reason', async () => {
    await fc.assert(fc.asyncProperty(HISTORY, async (history) => {
      const aws = accountOf(history);
      const { failure } = await outcomeOf(aws.send('Create', PRE_CHECK));
      expect(aws.seconds).toBeLessThan(90);
      expect(aws.calls.every((call) => READS.test(call) || call === 'GetRole' || call === 'CreateServiceLinkedRole')).toBe(true);
      if (failure === undefined) {
        expect(aws.account.hasRole).toBe(true);
      } else {
        expect(failure).toMatch(/already has the AWS Config (recorder|delivery channel) 'baseline'|explicit deny|not authorized/);
      }
    }), { numRuns: runs(200) });
  });

  test('a deletion ends within the timeout, with a recorder that is stopped or in its previous state, or with the reason', async () => {
    await fc.assert(fc.asyncProperty(HISTORY, fc.constantFrom(START, ADOPT), async (history, operation) => {
      const aws = accountOf({ ...history, recorderAt: history.isRecording ? 0 : history.recorderAt, mayStart: true });
      const created = await outcomeOf(aws.send('Create', operation));
      const startedAt = aws.seconds;
      const deleted = await outcomeOf(aws.send('Delete', operation, { PhysicalResourceId: created.id ?? 'generated-by-the-handler' }));
      expect(aws.seconds - startedAt).toBeLessThan(130);
      if (deleted.failure !== undefined) {
        expect(deleted.failure).toMatch(/Timed out after \d+ seconds while waiting for recorder baseline to stop|not authorized/);
      } else if (operation === START) {
        expect(aws.canDeleteChannel).toBe(true);
      } else {
        expect(aws.isStopped).toBe(!history.isRecording);
      }
    }), { numRuns: runs(200) });
  });
});
