/** The content of a custom notification. Texts can contain Markdown. */
export interface CustomNotification {
  readonly eventType: string;
  readonly summary: string;
  readonly title: string;
  readonly description: string;
  readonly nextSteps: string[];
  readonly keywords?: string[];
}

/**
 * Returns a message in the custom notification format of Amazon Q Developer in chat applications. Chat channels show only these messages and the
 * messages of supported AWS services.
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export function customNotification({ eventType, summary, ...content }: CustomNotification): Record<string, unknown> {
  return { version: '1.0', source: 'custom', content: { textType: 'client-markdown', ...content }, metadata: { summary, eventType } };
}
