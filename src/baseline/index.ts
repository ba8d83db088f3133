export * from './environment-type';
export * from './props';
export * from './secure-baseline';
