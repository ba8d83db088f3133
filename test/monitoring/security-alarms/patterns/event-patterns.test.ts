import { CASES } from './cases';
import { type DeliveredEvent, ruleMatches } from './event-matcher';
import { call, BY, type CloudTrailRecord, type Example } from './records';
import { EventSeverity, type SecurityEvent } from '../../../../src/monitoring/security-alarms/security-event';
import { SECURITY_EVENTS } from '../../../../src/monitoring/security-alarms/security-events';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html */
const DETAIL_TYPES: Record<string, string> = {
  AwsApiCall: 'AWS API Call via CloudTrail',
  AwsConsoleSignIn: 'AWS Console Sign In via CloudTrail',
  AwsServiceEvent: 'AWS Service Event via CloudTrail',
};

/** As CloudTrail hands a record to EventBridge. */
function deliver({ record }: Example): DeliveredEvent {
  const detail: CloudTrailRecord = JSON.parse(JSON.stringify(record));
  const source = `aws.${String(detail.eventSource).split('.')[0]}`;
  return { source, 'detail-type': DETAIL_TYPES[detail.eventType as string], detail };
}

const eventOf = (id: string) => SECURITY_EVENTS.find((event) => event.id === id)!;

/** What a rule for the event tells: one that does not ask for reads gets none. */
function told({ eventPattern, includeReadOnlyEvents }: SecurityEvent, examples: { [what: string]: Example }): string[] {
  return Object.entries(examples)
    .filter(([, example]) => (includeReadOnlyEvents || !example.record.readOnly) && ruleMatches(eventPattern!, deliver(example)))
    .map(([what]) => what);
}

/** The hits that only the alarm reports, by event: the rule of any other event matches every hit. */
const ALARM_ONLY: Record<string, string[]> = {
  RootUsage: ['root stops the trail in the console, as older records have it'],
};

/** The severe events that can wait for their alarm. */
const WITHOUT_RULE = ['OrganizationChanges'];

const withRule = SECURITY_EVENTS.filter(({ eventPattern }) => eventPattern).map(({ id }) => id);

describe('the rule for a severe event', () => {
  test('is there for each that cannot wait for its alarm', () => {
    const severe = SECURITY_EVENTS.filter(({ severity }) => severity === EventSeverity.HIGH).map(({ id }) => id);
    expect(withRule).toEqual(severe.filter((id) => !WITHOUT_RULE.includes(id)));
  });

  test.each(withRule.map((id) => [id, ALARM_ONLY[id] ?? []] as const))('%s matches all hits but %j', (id, rest) => {
    const caught = told(eventOf(id), CASES[id].hits);
    expect(Object.keys(CASES[id].hits).filter((what) => !caught.includes(what))).toEqual(rest);
  });

  test.each(withRule)('%s fires on no near miss', (id) => expect(told(eventOf(id), CASES[id].nearMisses)).toEqual([]));

  test('of root tells calls that only read because it asks for them', () => {
    const reads = ["root's access key asks whose it is", "root's access key lists buckets"];
    expect(told(eventOf('RootUsage'), CASES.RootUsage.hits)).toEqual(expect.arrayContaining(reads));
    expect(told({ ...eventOf('RootUsage'), includeReadOnlyEvents: false }, CASES.RootUsage.hits)).not.toEqual(expect.arrayContaining(reads));
  });

  test('knows both ways in which AWS writes the type of a sign-in', () => {
    const [event] = Object.values(CASES.RootUsage.hits).map(deliver);
    for (const type of ['AWS Console Sign In via CloudTrail', 'AWS Console Signin via CloudTrail']) {
      expect(ruleMatches(eventOf('RootUsage').eventPattern!, { ...event, 'detail-type': type })).toBe(true);
    }
  });
});

describe('a pattern of EventBridge is judged as documented', () => {
  const event = deliver(call('kms', 'DisableKey', { keyId: 'x' }, BY.user));

  test.each<[string, object, boolean]>([
    ['a value of the list', { eventName: ['EnableKey', 'DisableKey'] }, true],
    ['a value in another case', { eventName: ['disablekey'] }, false],
    ['a field within a field', { userIdentity: { type: ['IAMUser'] } }, true],
    ['two fields, one of which differs', { eventName: ['DisableKey'], userIdentity: { type: ['Root'] } }, false],
    ['a boolean', { readOnly: [false] }, true],
    ['a boolean is no text', { readOnly: ['false'] }, false],
    ['a field that is absent', { errorCode: [{ exists: false }] }, true],
    ['a field that is there', { eventName: [{ exists: false }] }, false],
    ['a field that must be there', { errorCode: [{ exists: true }] }, false],
    ['another value', { eventType: [{ 'anything-but': ['AwsServiceEvent'] }] }, true],
    ['the value itself', { eventType: [{ 'anything-but': ['AwsApiCall'] }] }, false],
    ['one of two alternatives', { $or: [{ eventName: ['EnableKey'] }, { errorCode: [{ exists: false }] }] }, true],
    ['none of two alternatives', { $or: [{ eventName: ['EnableKey'] }, { errorCode: [{ exists: true }] }] }, false],
    ['an alternative and another field that differs', { $or: [{ eventName: ['DisableKey'] }], userIdentity: { type: ['Root'] } }, false],
    ['another value of an absent field', { errorCode: [{ 'anything-but': ['x'] }] }, false],
  ])('%s', (_, detail, verdict) => expect(ruleMatches({ detail }, event)).toBe(verdict));

  test('by its source and type too', () => {
    expect(ruleMatches({ source: ['aws.kms'], detailType: ['AWS API Call via CloudTrail'] }, event)).toBe(true);
    expect(ruleMatches({ source: ['aws.s3'] }, event)).toBe(false);
    expect(ruleMatches({ detailType: ['AWS Service Event via CloudTrail'] }, event)).toBe(false);
  });

  test('and refused where the matcher does not know a filter', () => {
    expect(() => ruleMatches({ detail: { eventName: [{ prefix: 'Disable' }] } }, event)).toThrow('Not known');
    expect(() => ruleMatches({ region: ['eu-central-1'] }, event)).toThrow('Not known');
  });
});
