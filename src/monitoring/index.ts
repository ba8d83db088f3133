export * from './notification-topic';
export * from './security-alarms';
export * from './security-events';
