export * from './nat-gateway-alarms';
export * from './props';
export * from './three-tier-vpc';
export * from './traffic-peer';
export * from './vpc-endpoints';
export * from './vpc-flow-logs';
