export * from './empty-on-delete';
