export * from './empty-on-delete';
export * from './encryption-key';
export * from './hardened-bucket';
export * from './logging-bucket';
export * from './props';
