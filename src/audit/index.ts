export * from './audit-trail';
export * from './config-delivery-channel';
export * from './config-recorder';
export * from './config-recording';
export * from './config-rules';
export * from './config-starter';
