export * from './closed-default-security-group';
