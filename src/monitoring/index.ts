export * from './notification-topic';
export * from './security-alarms';
export { EventSeverity, SecurityEvent } from './security-events';
