import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { Model } from './model';
import { securityHub, SAMPLES, type Samples } from './samples';
import { EventSeverity, FindingSource } from '../../../src';
import { eventPatternOf } from '../../../src/monitoring/findings/event-patterns';
import type { FindingEvent } from '../../../src/monitoring/findings/runtime/finding';
import { ruleMatches as patternMatches, type DeliveredEvent } from '../security-alarms/patterns/event-matcher';

const ALL = Object.entries(SAMPLES) as [FindingSource, Samples][];
const casesOf = (kind: 'unmatched' | 'ignored') => ALL.flatMap(([source, samples]) => Object.entries(samples[kind]).map(([difference, event]) => [source, difference, event] as const));

const ruleMatches = (pattern: EventPattern, event: FindingEvent) => patternMatches(pattern, event as unknown as DeliveredEvent);

async function publicationOf(event: FindingEvent, configuration = {}) {
  const log = jest.spyOn(console, 'log').mockImplementation();
  const model = new Model([], configuration);
  await model.invoke(event, 'request');
  log.mockRestore();
  return model.messages;
}

describe.each(ALL)('findings of %s', (source, { event, others = [], severity, texts }) => {
  test('match the rule of their source, and no other rule', () => {
    for (const one of [event, ...others]) {
      expect(Object.values(FindingSource).filter((other) => ruleMatches(eventPatternOf(other, {}), one))).toEqual([source]);
    }
  });

  test('are published once, with what, where, since when, the severity, the link and the next step', async () => {
    const [{ topicArn, subject, texts: { default: chat, email } }, ...more] = await publicationOf(event);
    expect(more).toEqual([]);
    expect(topicArn).toBe(severity.toLowerCase());
    expect(subject).toMatch(new RegExp(`^${severity}: [\\x20-\\x7e]{1,90}$`));
    expect(texts.filter((text) => !email.includes(text))).toEqual([]);
    expect(email).toMatch(/\n\nWhere: .*account 111122223333, region [\w-]+\n\nSince: .+\n\nSeverity: \w+\n\nConsole: https:\S+\n\nNext step: .+/);
    const { version, source: kind, content } = JSON.parse(chat);
    expect({ version, kind }).toEqual({ version: '1.0', kind: 'custom' });
    expect(texts.filter((text) => !JSON.stringify(content).includes(text))).toEqual([]);
  });

  test('of every other kind are published', async () => {
    for (const one of others) {
      expect(await publicationOf(one)).toHaveLength(1);
    }
    expect(others.length).toBeGreaterThan(0);
  });
});

test.each(casesOf('unmatched'))('the rule of %s does not match %s', (source, _, event) => {
  expect(ruleMatches(eventPatternOf(source, {}), event)).toBe(false);
});

test.each(casesOf('ignored'))('a message of %s is not published for %s', async (source, _, event) => {
  expect(ruleMatches(eventPatternOf(source, {}), event)).toBe(true);
  expect(await publicationOf(event)).toEqual([]);
});

test.each([[EventSeverity.HIGH, [7]], [EventSeverity.MEDIUM, [4, 7]], [EventSeverity.LOW, [1, 4, 7]]])('with the lowest severity %s, findings of GuardDuty of %p match', (guardDutyMinimumSeverity, matched) => {
  const pattern = eventPatternOf(FindingSource.GUARD_DUTY, { guardDutyMinimumSeverity });
  const { event } = SAMPLES[FindingSource.GUARD_DUTY];
  expect([1, 4, 7].filter((severity) => ruleMatches(pattern, { ...event, detail: { ...event.detail as object, severity } }))).toEqual(matched);
});

describe('findings of Security Hub', () => {
  test('of GuardDuty are published if GuardDuty is not a source', async () => {
    const event = SAMPLES[FindingSource.SECURITY_HUB].ignored['a finding of GuardDuty'];
    expect(await publicationOf(event, { sources: [FindingSource.SECURITY_HUB] })).toHaveLength(1);
  });

  test('of all regions are published in the aggregation region, and none in other regions', async () => {
    const finding = securityHub({ Region: 'eu-central-1' });
    expect(await publicationOf(finding, { aggregationRegion: 'eu-west-1' })).toHaveLength(1);
    expect(await publicationOf(finding, { aggregationRegion: 'us-east-1' })).toEqual([]);
    expect(await publicationOf(SAMPLES[FindingSource.SECURITY_HUB].event, { aggregationRegion: 'us-east-1' })).toEqual([]);
  });
});

test('links lead to the console of the partition', async () => {
  const [{ texts }] = await publicationOf(SAMPLES[FindingSource.CONFIG].event, { partition: 'aws-us-gov' });
  expect(texts.email).toContain('https://eu-west-1.console.amazonaws-us-gov.com/config/home?region=eu-west-1#/rules/details');
});

test('events of a source that is left out, and of unknown services, are ignored', async () => {
  expect(await publicationOf(SAMPLES[FindingSource.CONFIG].event, { sources: [FindingSource.BACKUP] })).toEqual([]);
  expect(await publicationOf({ ...SAMPLES[FindingSource.CONFIG].event, source: 'custom' })).toEqual([]);
});

test.each(ALL)('hostile details of events of %s cause at most one message, to a topic of the configuration', async (_source, { event }) => {
  const hostile: unknown[] = [{}, { id: 7, findings: [{ Id: 7, ProductArn: 'x' }], eventArn: 7 }, { id: { a: 1 }, findings: [null] }, null, 'text', []];
  for (const detail of hostile) {
    const messages = await publicationOf({ ...event, detail }).catch(() => []);
    expect(messages.length).toBeLessThanOrEqual(1);
    expect(messages.filter(({ topicArn }) => !['high', 'medium', 'low'].includes(topicArn))).toEqual([]);
  }
});

test('a message has a limited size, a subject in ASCII, and no control characters, whatever the event contains', async () => {
  const long = 'ü\n\u0000"\\ '.repeat(100_000);
  const resources = Array.from({ length: 100 }, () => ({ Id: long }));
  const finding = {
    Id: long,
    Title: long,
    Description: long,
    GeneratorId: long,
    AwsAccountId: long,
    Resources: resources,
    FirstObservedAt: long,
    Remediation: { Recommendation: { Text: long } },
  };
  const [{ subject, texts }] = await publicationOf(securityHub(finding));
  expect(subject.length).toBeLessThan(100);
  expect(subject).toMatch(/^[\x20-\x7e]+$/);
  // eslint-disable-next-line no-control-regex
  expect(texts.email).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  expect(Buffer.byteLength(JSON.stringify(texts))).toBeLessThan(64 * 1024);
});
