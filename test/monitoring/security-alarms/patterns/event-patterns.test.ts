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

/** Returns the EventBridge event of a CloudTrail event. */
function eventBridgeEvent({ record }: Example): DeliveredEvent {
  const detail: CloudTrailRecord = JSON.parse(JSON.stringify(record));
  const source = `aws.${String(detail.eventSource).split('.')[0]}`;
  return { source, 'detail-type': DETAIL_TYPES[detail.eventType as string], detail };
}

const eventOf = (id: string) => SECURITY_EVENTS.find((event) => event.id === id)!;

/** Returns the titles of the examples that the rule matches. Rules without includeReadOnlyEvents do not match read-only calls. */
function matchedBy({ eventPattern, includeReadOnlyEvents }: SecurityEvent, examples: { [title: string]: Example }): string[] {
  return Object.entries(examples)
    .filter(([, example]) => (includeReadOnlyEvents || !example.record.readOnly) && ruleMatches(eventPattern!, eventBridgeEvent(example)))
    .map(([title]) => title);
}

/** The hits that match only the alarm, by event. The rules of other events match all hits. */
const ALARM_ONLY: Record<string, string[]> = {
  RootUsage: ['the root user stops the trail in the console (older event format)'],
};

/** The events of severity HIGH without a real-time rule. */
const WITHOUT_RULE = ['OrganizationChanges'];

const withRule = SECURITY_EVENTS.filter(({ eventPattern }) => eventPattern).map(({ id }) => id);

describe('real-time rules', () => {
  test('exist for events of severity HIGH with the listed exceptions', () => {
    const highSeverity = SECURITY_EVENTS.filter(({ severity }) => severity === EventSeverity.HIGH).map(({ id }) => id);
    expect(withRule).toEqual(highSeverity.filter((id) => !WITHOUT_RULE.includes(id)));
  });

  test.each(withRule.map((id) => [id, ALARM_ONLY[id] ?? []] as const))('for %s match all hits except %j', (id, exceptions) => {
    const matched = matchedBy(eventOf(id), CASES[id].hits);
    expect(Object.keys(CASES[id].hits).filter((title) => !matched.includes(title))).toEqual(exceptions);
  });

  test.each(withRule)('for %s match no near misses', (id) => expect(matchedBy(eventOf(id), CASES[id].nearMisses)).toEqual([]));

  test('for RootUsage match read-only calls because of includeReadOnlyEvents', () => {
    const reads = ['an access key of the root user calls GetCallerIdentity', 'an access key of the root user lists buckets'];
    expect(matchedBy(eventOf('RootUsage'), CASES.RootUsage.hits)).toEqual(expect.arrayContaining(reads));
    expect(matchedBy({ ...eventOf('RootUsage'), includeReadOnlyEvents: false }, CASES.RootUsage.hits)).not.toEqual(expect.arrayContaining(reads));
  });

  test('for RootUsage match both spellings of the detail type of sign-ins', () => {
    const [event] = Object.values(CASES.RootUsage.hits).map(eventBridgeEvent);
    for (const type of ['AWS Console Sign In via CloudTrail', 'AWS Console Signin via CloudTrail']) {
      expect(ruleMatches(eventOf('RootUsage').eventPattern!, { ...event, 'detail-type': type })).toBe(true);
    }
  });
});

describe('the matcher for event patterns', () => {
  const event = eventBridgeEvent(call('kms', 'DisableKey', { keyId: 'x' }, BY.user));

  test.each<[string, object, boolean]>([
    ['matches a value in the list', { eventName: ['EnableKey', 'DisableKey'] }, true],
    ['is case sensitive', { eventName: ['disablekey'] }, false],
    ['matches a nested field', { userIdentity: { type: ['IAMUser'] } }, true],
    ['requires all fields to match', { eventName: ['DisableKey'], userIdentity: { type: ['Root'] } }, false],
    ['matches a boolean', { readOnly: [false] }, true],
    ['does not match a boolean with a text', { readOnly: ['false'] }, false],
    ['matches an absent field with exists: false', { errorCode: [{ exists: false }] }, true],
    ['does not match an existing field with exists: false', { eventName: [{ exists: false }] }, false],
    ['does not match an absent field with exists: true', { errorCode: [{ exists: true }] }, false],
    ['matches another value with anything-but', { eventType: [{ 'anything-but': ['AwsServiceEvent'] }] }, true],
    ['does not match the value of anything-but', { eventType: [{ 'anything-but': ['AwsApiCall'] }] }, false],
    ['matches one of two alternatives', { $or: [{ eventName: ['EnableKey'] }, { errorCode: [{ exists: false }] }] }, true],
    ['does not match if both alternatives differ', { $or: [{ eventName: ['EnableKey'] }, { errorCode: [{ exists: true }] }] }, false],
    ['does not match an alternative if another field differs', { $or: [{ eventName: ['DisableKey'] }], userIdentity: { type: ['Root'] } }, false],
    ['does not match an absent field with anything-but', { errorCode: [{ 'anything-but': ['x'] }] }, false],
  ])('%s', (_, detail, expected) => expect(ruleMatches({ detail }, event)).toBe(expected));

  test('matches source and detail type', () => {
    expect(ruleMatches({ source: ['aws.kms'], detailType: ['AWS API Call via CloudTrail'] }, event)).toBe(true);
    expect(ruleMatches({ source: ['aws.s3'] }, event)).toBe(false);
    expect(ruleMatches({ detailType: ['AWS Service Event via CloudTrail'] }, event)).toBe(false);
  });

  test('throws an error for unsupported filters and fields', () => {
    expect(() => ruleMatches({ detail: { eventName: [{ prefix: 'Disable' }] } }, event)).toThrow('not supported');
    expect(() => ruleMatches({ region: ['eu-central-1'] }, event)).toThrow('not supported');
  });
});
