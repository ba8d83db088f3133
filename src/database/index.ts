export * from './hardened-mysql';
export * from './mysql-read-replica';
export * from './props';
