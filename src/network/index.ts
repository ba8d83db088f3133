export * from './closed-default-security-group';
export * from './nat-gateway-alarms';
export * from './three-tier-vpc';
export * from './tier-network-acls';
export * from './vpc-endpoints';
export * from './vpc-flow-logs';
