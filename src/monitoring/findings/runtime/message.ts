import type { PublishCommandInput } from '@aws-sdk/client-sns';
import { textOf, type Finding } from './finding';
import { customNotification } from '../../notifications/custom-notification';
import { FINDING_SOURCES, type FindingSource } from '../finding-source';

/** SNS accepts subjects of less than 100 ASCII characters. */
const MAX_SUBJECT = 99;
/** Chat channels show titles of at most 250 characters. */
const MAX_TITLE = 200;

/**
 * Returns the message of a finding: plain text for e-mails, and the format for chat channels for all other subscribers. Its size is limited by the
 * limits of its parts.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html
 */
export function messageOf(source: FindingSource, finding: Finding): Pick<PublishCommandInput, 'Subject' | 'Message' | 'MessageStructure'> {
  const { severity, description, account, region, resource, since, link, nextStep } = finding;
  const from = FINDING_SOURCES[source].title;
  const title = textOf(`${severity}: ${from}: ${finding.title}`, MAX_TITLE);
  const lines = [
    description && `What: ${description}`,
    `Where: ${[resource, `account ${account}`, `region ${region}`].filter(Boolean).join(', ')}`,
    since && `Since: ${since}`,
    `Severity: ${severity}`,
    `Console: ${link}`,
  ].filter(Boolean);
  const text = [title, ...lines, `Next step: ${nextStep}`].join('\n\n');
  const chat = customNotification({
    eventType: source,
    summary: title,
    title,
    description: lines.join('\n'),
    nextSteps: [nextStep],
    keywords: [severity, from],
  });
  return {
    Subject: textOf(title.replace(/[^\x20-\x7e]/g, '?'), MAX_SUBJECT),
    Message: JSON.stringify({ default: JSON.stringify(chat), email: text }),
    MessageStructure: 'json',
  };
}
