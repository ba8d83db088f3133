export * from './nat-gateway-alarms';
export * from './props';
export * from './three-tier-vpc';
export * from './network-acls/traffic-peer';
export * from './vpc-endpoints';
export * from './vpc-flow-logs';
