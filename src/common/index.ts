export * from './alarms/alarm-options';
export * from './logging/log-group-options';
