export * from './baseline-exports';
export * from './environment-type';
export * from './options';
export * from './props';
export * from './secure-baseline';
