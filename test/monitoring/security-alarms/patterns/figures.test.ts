import { CASES } from './cases';
import { matches } from './evaluator';
import type { Example } from './records';
import { MAX_PATTERN_LENGTH, parseFilterPattern } from '../../../../src/monitoring/security-alarms/filter-pattern';
import { SECURITY_EVENTS } from '../../../../src/monitoring/security-alarms/security-events';

/** How many hits a pattern catches of how many, and on how many near misses it fires. */
type Figures = [caught: number, hits: number, fired: number, nearMisses: number];

/**
 * The compliance patterns, which are prescribed. What they miss, root without MFA and in older records of the console apart, no control
 * requires: selectors of trails, trust and boundaries of roles, imported key material, the blocks of public access, recorders that are
 * deleted, ModifySecurityGroupRules, AssociateRouteTable, closed accounts and delegated administrators.
 */
const COMPLIANCE: Record<string, Figures> = {
  RootUsage: [10, 11, 3, 11],
  UnauthorizedApiCalls: [14, 14, 14, 17],
  ConsoleSignInWithoutMfa: [5, 6, 0, 9],
  IamPolicyChanges: [10, 16, 7, 13],
  CloudTrailChanges: [9, 13, 7, 12],
  ConsoleSignInFailures: [5, 5, 1, 8],
  KeyDisabledOrDeleted: [6, 7, 3, 9],
  BucketPolicyChanges: [9, 14, 6, 12],
  ConfigChanges: [8, 10, 6, 10],
  SecurityGroupChanges: [8, 9, 9, 11],
  NetworkAclChanges: [6, 6, 8, 9],
  NetworkGatewayChanges: [6, 6, 7, 9],
  RouteTableChanges: [7, 8, 7, 9],
  VpcChanges: [7, 7, 5, 9],
  OrganizationChanges: [9, 11, 4, 10],
};

/** The low-noise patterns that are not exact: they also catch programs with roles of their own, which a record does not distinguish from people. */
const LOW_NOISE: Record<string, Figures> = {
  UnauthorizedApiCalls: [14, 14, 1, 17],
  IamPolicyChanges: [16, 16, 1, 13],
  SecurityGroupChanges: [9, 9, 1, 11],
};

const pattern = (id: string, kind: 'pattern' | 'lowNoisePattern') => SECURITY_EVENTS.find((event) => event.id === id)![kind]!;

/** What the pattern matches, by what happened: as written to the log, where undefined is absent. */
function found(text: string, examples: { [what: string]: Example }): string[] {
  const parsed = parseFilterPattern(text);
  return Object.entries(examples).filter(([, { record }]) => matches(parsed, JSON.parse(JSON.stringify(record)))).map(([what]) => what);
}

function figures(text: string, id: string): Figures {
  const { hits, nearMisses } = CASES[id];
  return [found(text, hits).length, Object.keys(hits).length, found(text, nearMisses).length, Object.keys(nearMisses).length];
}

/** The figures of a pattern that catches every hit and no near miss. */
function exactly(id: string): Figures {
  const { hits, nearMisses } = CASES[id];
  return [Object.keys(hits).length, Object.keys(hits).length, 0, Object.keys(nearMisses).length];
}

const withLowNoise = SECURITY_EVENTS.filter(({ lowNoisePattern }) => lowNoisePattern).map(({ id }) => id);

describe('the cases', () => {
  test('judge every security event', () => expect(Object.keys(CASES).sort()).toEqual(SECURITY_EVENTS.map(({ id }) => id).sort()));

  test.each(Object.entries(CASES))('of %s are five and more of each kind, each from a document of AWS', (_, { hits, nearMisses }) => {
    expect(Math.min(Object.keys(hits).length, Object.keys(nearMisses).length)).toBeGreaterThanOrEqual(5);
    expect([...Object.values(hits), ...Object.values(nearMisses)].filter(({ source }) => !/^https:\/\/docs\.aws\.amazon\.com\/[\w/.-]+\.html$/.test(source))).toEqual([]);
  });
});

describe('a compliance pattern', () => {
  test.each(Object.entries(COMPLIANCE))('of %s has the figures %j', (id, expected) => expect(figures(pattern(id, 'pattern'), id)).toEqual(expected));

  test.each([
    ['RootUsage', ['root stops the trail in the console, as older records have it']],
    ['ConsoleSignInWithoutMfa', ['root signs in']],
    ['IamPolicyChanges', [
      'a user lets others take a role',
      'a role makes an old version of a policy the default',
      'a user takes the boundary off a role',
      'a role takes the boundary off a user',
      'a person widens the boundary of a role',
      'a user widens the boundary of a user',
    ]],
    ['CloudTrailChanges', [
      'a user makes the trail record no reads',
      'a person makes the trail record no management events',
      'a role ends the insights',
      'a user makes the trail record less through a stack',
    ]],
    ['KeyDisabledOrDeleted', ['a user deletes the material of a key']],
    ['BucketPolicyChanges', [
      'a user lets a bucket be public',
      'a role takes the block off a bucket',
      'a user lets any bucket be public',
      'a person takes the block off the account',
      'a user lets any bucket be public through an automation',
    ]],
    ['ConfigChanges', ['a role deletes the recorder', 'a stack that is deleted takes the recorder along']],
    ['SecurityGroupChanges', ['a user widens a rule']],
    ['RouteTableChanges', ['a user gives a subnet a table']],
    ['OrganizationChanges', ['a user closes an account', 'a role delegates to another account']],
  ])('of %s misses %j only', (id, missed) => {
    const caught = found(pattern(id, 'pattern'), CASES[id].hits);
    expect(Object.keys(CASES[id].hits).filter((what) => !caught.includes(what))).toEqual(missed);
  });

  test('that fires on near misses or misses a hit has a low-noise pattern', () => {
    const inexact = SECURITY_EVENTS.map(({ id }) => id).filter((id) => figures(pattern(id, 'pattern'), id).join() !== exactly(id).join());
    expect(inexact.filter((id) => !withLowNoise.includes(id))).toEqual([]);
  });
});

describe('a low-noise pattern', () => {
  test.each(withLowNoise)('of %s catches exactly the hits, or has the figures of the table', (id) => {
    expect(figures(pattern(id, 'lowNoisePattern'), id)).toEqual(LOW_NOISE[id] ?? exactly(id));
  });

  test.each(withLowNoise)('of %s catches all, and fires on one in ten near misses at most', (id) => {
    const [caught, hits, fired, nearMisses] = figures(pattern(id, 'lowNoisePattern'), id);
    expect(caught).toBe(hits);
    expect(fired / nearMisses).toBeLessThanOrEqual(0.1);
  });

  test.each([
    ['UnauthorizedApiCalls', ['a pipeline lacks a permission']],
    ['IamPolicyChanges', ['a pipeline attaches a policy']],
    ['SecurityGroupChanges', ['a controller in a cluster opens a port']],
  ])('of %s fires on %j', (id, fired) => expect(found(pattern(id, 'lowNoisePattern'), CASES[id].nearMisses)).toEqual(fired));

  test('is no longer than CloudWatch Logs takes', () => {
    expect(SECURITY_EVENTS.filter(({ lowNoisePattern = '' }) => lowNoisePattern.length > MAX_PATTERN_LENGTH)).toEqual([]);
  });

  test('asks whether a field differs only where every record has it, or asks whether it is there', () => {
    const always = ['$.eventType', '$.eventName', '$.sourceIPAddress', '$.additionalEventData.MFAUsed'];
    const optional = SECURITY_EVENTS.flatMap(({ lowNoisePattern = '' }) => [...lowNoisePattern.matchAll(/(\$[\w.]+)!=/g)]
      .filter(([, field]) => !always.includes(field) && !lowNoisePattern.includes(`${field} NOT EXISTS || `))
      .map(([, field]) => field));
    // Asked of those only who are not root: an IAM user has a name.
    expect(optional).toEqual(['$.userIdentity.userName']);
  });
});
