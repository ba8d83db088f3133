import { CASES } from './cases';
import { matches } from './evaluator';
import type { Example } from './records';
import { MAX_PATTERN_LENGTH, parseFilterPattern } from '../../../../src/monitoring/security-alarms/filter-pattern';
import { SECURITY_EVENTS } from '../../../../src/monitoring/security-alarms/security-events';

/** The number of hits that a pattern matches, of all hits, of near misses that it matches, and of all near misses. */
type Counts = [matchedHits: number, hits: number, matchedNearMisses: number, nearMisses: number];

/**
 * The counts of the compliance patterns, which Security Hub prescribes. Except for the root user without MFA and in older console events, no control
 * requires the hits that they do not match: selectors of trails, trust policies and permissions boundaries, imported key material, Block Public
 * Access, deleted recorders, ModifySecurityGroupRules, AssociateRouteTable, closed accounts and delegated administrators.
 */
const COMPLIANCE: Record<string, Counts> = {
  RootUsage: [10, 11, 3, 11],
  UnauthorizedApiCalls: [14, 14, 14, 17],
  ConsoleSignInWithoutMfa: [5, 6, 0, 9],
  IamPolicyChanges: [10, 16, 7, 13],
  CloudTrailChanges: [9, 13, 7, 12],
  ConsoleSignInFailures: [5, 5, 1, 8],
  KeyDisabledOrDeleted: [6, 7, 3, 9],
  BucketPolicyChanges: [9, 14, 6, 12],
  ConfigChanges: [8, 13, 6, 11],
  SecurityGroupChanges: [8, 9, 9, 11],
  NetworkAclChanges: [6, 6, 8, 9],
  NetworkGatewayChanges: [6, 6, 7, 9],
  RouteTableChanges: [7, 8, 7, 9],
  VpcChanges: [7, 7, 5, 9],
  OrganizationChanges: [9, 11, 4, 10],
};

/** The counts of the low-noise patterns that also match near misses, because events do not distinguish programs with separate roles from users. */
const LOW_NOISE: Record<string, Counts> = {
  UnauthorizedApiCalls: [14, 14, 1, 17],
  IamPolicyChanges: [16, 16, 1, 13],
  SecurityGroupChanges: [9, 9, 1, 11],
};

const pattern = (id: string, kind: 'pattern' | 'lowNoisePattern') => SECURITY_EVENTS.find((event) => event.id === id)![kind]!;

/** Returns the titles of the examples that the pattern matches. Conversion to JSON removes undefined fields. */
function matchedBy(text: string, examples: { [title: string]: Example }): string[] {
  const parsed = parseFilterPattern(text);
  return Object.entries(examples).filter(([, { record }]) => matches(parsed, JSON.parse(JSON.stringify(record)))).map(([title]) => title);
}

function countsOf(text: string, id: string): Counts {
  const { hits, nearMisses } = CASES[id];
  return [matchedBy(text, hits).length, Object.keys(hits).length, matchedBy(text, nearMisses).length, Object.keys(nearMisses).length];
}

/** Returns the counts of a pattern that matches every hit and no near miss. */
function exactCounts(id: string): Counts {
  const { hits, nearMisses } = CASES[id];
  return [Object.keys(hits).length, Object.keys(hits).length, 0, Object.keys(nearMisses).length];
}

const withLowNoise = SECURITY_EVENTS.filter(({ lowNoisePattern }) => lowNoisePattern).map(({ id }) => id);

describe('the cases', () => {
  test('cover every security event', () => expect(Object.keys(CASES).sort()).toEqual(SECURITY_EVENTS.map(({ id }) => id).sort()));

  test.each(Object.entries(CASES))('of %s include at least five hits and five near misses, with pages of the AWS documentation', (_, { hits, nearMisses }) => {
    expect(Math.min(Object.keys(hits).length, Object.keys(nearMisses).length)).toBeGreaterThanOrEqual(5);
    expect([...Object.values(hits), ...Object.values(nearMisses)].filter(({ source }) => !/^https:\/\/docs\.aws\.amazon\.com\/[\w/.-]+\.html$/.test(source))).toEqual([]);
  });
});

describe('the compliance pattern', () => {
  test.each(Object.entries(COMPLIANCE))('of %s has the counts %j', (id, expected) => expect(countsOf(pattern(id, 'pattern'), id)).toEqual(expected));

  test.each([
    ['RootUsage', ['the root user stops the trail in the console (older event format)']],
    ['ConsoleSignInWithoutMfa', ['the root user signs in']],
    ['IamPolicyChanges', [
      'a user changes the trust policy of a role',
      'a role sets an old version of a policy as default',
      'a user deletes the permissions boundary of a role',
      'a role deletes the permissions boundary of a user',
      'a federated user extends the permissions boundary of a role',
      'a user extends the permissions boundary of a user',
    ]],
    ['CloudTrailChanges', [
      'a user excludes reads from the trail',
      'a federated user excludes management events from the trail',
      'a role disables CloudTrail Insights',
      'a user excludes management events from the trail through a stack',
    ]],
    ['KeyDisabledOrDeleted', ['a user deletes the imported material of a key']],
    ['BucketPolicyChanges', [
      'a user disables Block Public Access of a bucket',
      'a role deletes Block Public Access of a bucket',
      'a user disables Block Public Access of the account',
      'a federated user deletes Block Public Access of the account',
      'a user disables Block Public Access of the account through an automation',
    ]],
    ['ConfigChanges', [
      'a role deletes the recorder', 'the deletion of a stack deletes the recorder',
      'a user shortens the retention period', 'a role shortens the retention period', 'a user resets the retention period',
    ]],
    ['SecurityGroupChanges', ['a user modifies a rule']],
    ['RouteTableChanges', ['a user associates a route table with a subnet']],
    ['OrganizationChanges', ['a user closes an account', 'a role registers a delegated administrator']],
  ])('of %s does not match the hits %j', (id, missed) => {
    const matched = matchedBy(pattern(id, 'pattern'), CASES[id].hits);
    expect(Object.keys(CASES[id].hits).filter((title) => !matched.includes(title))).toEqual(missed);
  });

  test('is supplemented by a low-noise pattern unless it is exact', () => {
    const inexact = SECURITY_EVENTS.map(({ id }) => id).filter((id) => countsOf(pattern(id, 'pattern'), id).join() !== exactCounts(id).join());
    expect(inexact.filter((id) => !withLowNoise.includes(id))).toEqual([]);
  });
});

describe('the low-noise pattern', () => {
  test.each(withLowNoise)('of %s matches exactly the hits, or has the listed counts', (id) => {
    expect(countsOf(pattern(id, 'lowNoisePattern'), id)).toEqual(LOW_NOISE[id] ?? exactCounts(id));
  });

  test.each(withLowNoise)('of %s matches all hits, and at most ten percent of near misses', (id) => {
    const [matchedHits, hits, matchedNearMisses, nearMisses] = countsOf(pattern(id, 'lowNoisePattern'), id);
    expect(matchedHits).toBe(hits);
    expect(matchedNearMisses / nearMisses).toBeLessThanOrEqual(0.1);
  });

  test.each([
    ['UnauthorizedApiCalls', ['a pipeline is denied permission']],
    ['IamPolicyChanges', ['a pipeline attaches a policy']],
    ['SecurityGroupChanges', ['a Kubernetes controller allows a port']],
  ])('of %s matches the near misses %j', (id, expected) => expect(matchedBy(pattern(id, 'lowNoisePattern'), CASES[id].nearMisses)).toEqual(expected));

  test('does not exceed the maximum length', () => {
    expect(SECURITY_EVENTS.filter(({ lowNoisePattern = '' }) => lowNoisePattern.length > MAX_PATTERN_LENGTH)).toEqual([]);
  });

  test('uses != only with fields that all events have, or together with NOT EXISTS', () => {
    const required = ['$.eventType', '$.eventName', '$.sourceIPAddress', '$.additionalEventData.MFAUsed'];
    const optional = SECURITY_EVENTS.flatMap(({ lowNoisePattern = '' }) => [...lowNoisePattern.matchAll(/(\$[\w.]+)!=/g)]
      .filter(([, field]) => !required.includes(field) && !lowNoisePattern.includes(`${field} NOT EXISTS || `))
      .map(([, field]) => field));
    // The pattern compares it only for IAM users, which always have a name.
    expect(optional).toEqual(['$.userIdentity.userName']);
  });
});
