export * from './notifications/notification-topic';
export * from './security-alarms/security-alarms';
export * from './security-alarms/props';
export { RootSignInRule, type RootSignInRuleProps } from './security-alarms/root-sign-in-rule';
export { EventSeverity, type SecurityEvent } from './security-alarms/security-event';
export { ChatChannels, type ChatChannelsProps, type SlackChannel, type TeamsChannel } from './notifications/chat-channels';
export * from './notifications/delivery-failure-alarms';
export * from './dashboard/security-dashboard';
