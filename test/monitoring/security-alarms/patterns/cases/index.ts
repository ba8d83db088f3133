import * as cloudTrail from './cloudtrail';
import * as config from './config';
import * as iam from './iam';
import * as kms from './kms';
import * as networkAccess from './network-access';
import * as networkRouting from './network-routing';
import * as organizations from './organizations';
import * as root from './root';
import * as s3 from './s3';
import * as signIn from './sign-in';
import * as unauthorized from './unauthorized';
import type { PatternCases } from '../records';

/** The cases of each security event. Each file exports them under the id of the event. */
export const CASES: { readonly [id: string]: PatternCases } = {
  ...cloudTrail, ...config, ...iam, ...kms, ...networkAccess, ...networkRouting, ...organizations, ...root, ...s3, ...signIn, ...unauthorized,
};
