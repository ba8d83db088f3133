export * from './account-guardrails/account-guardrails';
export { AccountSetting } from './account-settings';
export * from './props';
export * from './setting-modes';
