import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Stack } from 'aws-cdk-lib/core';
import { messagesOf, type Message } from './messages';
import { page, ROOT } from './pages';
import { LoggingBucket } from '../../src';
import { newStack } from '../support/templates';

/** The rows of the tables whose first column is a message. */
function rowsOf(text: string): string[] {
  const tables = text.split('\n\n').filter((paragraph) => /^\| message \|/m.test(paragraph));
  return tables.flatMap((table) => table.split('\n').filter((line) => line.startsWith('| `')));
}

const firstCell = (row: string) => row.replace(/\\\|/g, '\u0000').split('|')[1].replace(/\u0000/g, '|');

const { text: guide } = page('docs/troubleshooting.md');
const rows = rowsOf(guide);
/** The quoted messages, as the fixed texts around `…`. */
const quotes = rows.map((row) => firstCell(row).trim().slice(1, -1).split('…').map((part) => part.trim()).filter((part) => part !== ''));

const says = ({ parts }: Message, quote: string[]) => quote.every((text) => parts.some((part) => part.includes(text)));

const messages = messagesOf(join(ROOT, 'src'));

describe('the page on troubleshooting', () => {
  test('quotes every message', () => {
    expect(messages.length).toBeGreaterThan(50);
    expect(messages.filter((message) => !quotes.some((quote) => says(message, quote))).map(({ place, parts }) => `${place}: ${parts.join('…')}`)).toEqual([]);
  });

  test('quotes one message in each row', () => {
    expect(rows.filter((row) => [...firstCell(row).matchAll(/`[^`]+`/g)].length > 1)).toEqual([]);
  });

  test('quotes no message that does not exist', () => {
    expect(quotes.filter((quote) => !messages.some((message) => says(message, quote)))).toEqual([]);
  });

  test.each([
    ["problems.warn('id', fits ? 'Use an a.' : `Use ${b} of it.`)", ['Use an a.', 'Use ', ' of it.']],
    ['throw new Error(`Bucket ${name} is full`)', ['Bucket ', ' is full']],
    ["validate(() => [`${other.node.path}: It is there ` + 'twice, or more.'])", ['', ': It is there ', 'twice, or more.']],
  ])('must quote %s', (statement, parts) => expect(messagesOf({ 'a.ts': statement })).toEqual([{ parts, place: 'a.ts:1' }]));

  test.each<[string, (stack: Stack, logs: LoggingBucket) => void]>([
    ['server access logs of a bucket of the CDK', (stack, logs) => new Bucket(stack, 'Source', { serverAccessLogsBucket: logs })],
    ['access logs of a load balancer of the CDK', (stack, logs) => new ApplicationLoadBalancer(stack, 'Alb', { vpc: new Vpc(stack, 'Vpc') }).logAccessLogs(logs)],
  ])('quotes the error of the CDK for %s', (_, deliver) => {
    const stack = newStack({}, { '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': false });
    const quoted = [...guide.matchAll(/^\| `([^`]+)` \|/gm)].map(([, text]) => text);
    const message = failureOf(() => {
      deliver(stack, new LoggingBucket(stack, 'Logs'));
      Template.fromStack(stack);
    });
    expect(quoted.filter((text) => message.includes(text))).toHaveLength(1);
  });
});

/** Returns the message of the error that a function throws. */
function failureOf(act: () => void): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('No error was thrown');
}
