import { TRAIL_CHANGES } from './cloudtrail';
import { CONFIG_CHANGES } from './config';
import { IAM_POLICY_CHANGES } from './iam';
import { KEY_LOSSES } from './kms';
import { NETWORK_ACL_CHANGES, SECURITY_GROUP_CHANGES } from './network-access';
import { GATEWAY_CHANGES, ROUTE_CHANGES, VPC_CHANGES } from './network-ways';
import { ORGANIZATION_CHANGES } from './organizations';
import { ROOT_USAGE } from './root';
import { BUCKET_CHANGES } from './s3';
import { SIGN_IN_FAILURES, SIGN_IN_WITHOUT_MFA } from './sign-in';
import { UNAUTHORIZED_CALLS } from './unauthorized';
import type { PatternCases } from '../records';

/** What the patterns of each security event are judged on, by the id of the event. */
export const CASES: { readonly [id: string]: PatternCases } = {
  RootUsage: ROOT_USAGE,
  UnauthorizedApiCalls: UNAUTHORIZED_CALLS,
  ConsoleSignInWithoutMfa: SIGN_IN_WITHOUT_MFA,
  IamPolicyChanges: IAM_POLICY_CHANGES,
  CloudTrailChanges: TRAIL_CHANGES,
  ConsoleSignInFailures: SIGN_IN_FAILURES,
  KeyDisabledOrDeleted: KEY_LOSSES,
  BucketPolicyChanges: BUCKET_CHANGES,
  ConfigChanges: CONFIG_CHANGES,
  SecurityGroupChanges: SECURITY_GROUP_CHANGES,
  NetworkAclChanges: NETWORK_ACL_CHANGES,
  NetworkGatewayChanges: GATEWAY_CHANGES,
  RouteTableChanges: ROUTE_CHANGES,
  VpcChanges: VPC_CHANGES,
  OrganizationChanges: ORGANIZATION_CHANGES,
};
