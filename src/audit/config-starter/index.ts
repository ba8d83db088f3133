export * from './config-starter';
