export * from './notification-topic';
export * from './security-alarms';
export { EventSeverity, type SecurityEvent } from './security-events';
