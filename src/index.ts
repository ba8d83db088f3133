export * from './audit';
export * from './baseline';
export * from './common';
export * from './compute';
export * from './database';
export * from './monitoring';
export * from './network';
export * from './storage';
