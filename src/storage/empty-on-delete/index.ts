export * from './empty-on-delete';
export * from './props';
