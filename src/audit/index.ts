export * from './audit-trail';
export * from './config-recording';
export * from './config-rules';
export * from './config-starter/config-starter';
export * from './props';
