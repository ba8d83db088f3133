export * from './props';
export * from './web-tier';
