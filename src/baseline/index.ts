export * from './network-options';
export * from './notification-options';
export { type BaselineSettings, EnvironmentType } from './presets';
export * from './props';
export * from './secure-baseline';
