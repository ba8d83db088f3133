/** What a message says, in Markdown. */
export interface CustomNotification {
  readonly eventType: string;
  readonly summary: string;
  readonly title: string;
  readonly description: string;
  readonly nextSteps: string[];
  readonly keywords?: string[];
}

/**
 * A message in the form that chat channels show: any other, but for those of the AWS services that they know, they drop.
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export function customNotification({ eventType, summary, ...content }: CustomNotification): Record<string, unknown> {
  return { version: '1.0', source: 'custom', content: { textType: 'client-markdown', ...content }, metadata: { summary, eventType } };
}
