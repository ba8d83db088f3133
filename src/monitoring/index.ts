export * from './notification-topic';
export * from './security-alarms';
export * from './security-alarms-props';
export { RootSignInRule, type RootSignInRuleProps } from './root-sign-in-rule';
export { EventSeverity, type SecurityEvent } from './security-event';
export { ChatChannels, type ChatChannelsProps, type SlackChannel, type TeamsChannel } from './chat-channels';
export * from './undelivered-notifications';
export * from './security-dashboard';
