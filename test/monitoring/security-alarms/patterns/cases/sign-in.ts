import { BY, failedSignIn, type PatternCases, role, SIGN_IN_IDENTITIES, signIn } from '../records';

const { root, user, failedUser, hiddenUser } = SIGN_IN_IDENTITIES;
const { userIdentity: FEDERATED } = BY.federatedUser;
const BOB = { ...user, userName: 'Bob', arn: 'arn:aws:iam::123456789012:user/Bob' };
const CONSOLE = 'https://console.aws.amazon.com/console/home';

/** A sign-in with SAML federation. The event contains the role, not the user of the identity provider. */
const SAML = { additionalEventData: { LoginTo: CONSOLE, MobileVersion: 'No', MFAUsed: 'No', SamlProviderArn: 'arn:aws:iam::123456789012:saml-provider/x' } };
const CHECK_MFA = { eventName: 'CheckMfa', responseElements: { CheckMfa: 'Success' }, additionalEventData: { MfaType: 'U2F MFA' } };
const SWITCH_ROLE = { eventName: 'SwitchRole', responseElements: { SwitchRole: 'Success' }, additionalEventData: { SwitchFrom: user.arn, RedirectTo: CONSOLE } };
/** The event of a role switch contains the role as the identity. */
const { accessKeyId: _key, sessionContext: _session, ...SWITCHED } = role('Administrator', 'Alice');
const SWITCH_FAILED = { ...SWITCH_ROLE, responseElements: { SwitchRole: 'Failure' }, errorMessage: 'Failed authentication' };
const MOBILE = { additionalEventData: { MobileVersion: 'Yes', LoginTo: CONSOLE, MFAUsed: 'No' } };

export const ConsoleSignInWithoutMfa: PatternCases = {
  expectation: 'An IAM user or the root user signs in without MFA. It excludes federated users, for whom CloudTrail always records No: only the identity provider knows their second factor.',
  hits: {
    'an IAM user signs in': signIn(user, 'No'),
    'another IAM user signs in': signIn(BOB, 'No'),
    'an IAM user signs in on a mobile device': signIn(user, 'No', MOBILE),
    'an IAM user signs in at a regional endpoint': signIn(user, 'No', { awsRegion: 'eu-central-1' }),
    'an IAM user signs in (older event format)': signIn(user, 'No', { eventType: 'AwsConsoleSignin', readOnly: undefined, managementEvent: undefined }),
    'the root user signs in': signIn(root, 'No'),
  },
  nearMisses: {
    'an IAM user signs in with MFA': signIn(user, 'Yes'),
    'the root user signs in with MFA': signIn(root, 'Yes'),
    // The CloudTrail user guide has this spelling, only for the root user.
    'the root user signs in with MFA (other spelling)': signIn(root, 'YES'),
    'a federated user signs in through IAM Identity Center': signIn(FEDERATED, 'No'),
    'a federated user signs in through SAML': signIn(role('Administrator', 'alice@example.com'), 'No', SAML),
    'an IAM user fails to sign in': signIn(failedUser, 'No', failedSignIn()),
    'the root user fails to sign in': signIn(root, 'No', failedSignIn()),
    'the sign-in page requests MFA': signIn(failedUser, 'No', CHECK_MFA),
    'an IAM user switches to a role': signIn(SWITCHED, 'No', SWITCH_ROLE),
  },
};

export const ConsoleSignInFailures: PatternCases = {
  expectation: 'A sign-in of the root user or of an existing IAM user fails. It excludes names that do not exist, and failures to switch roles.',
  hits: {
    'an IAM user enters a wrong password': signIn(failedUser, 'No', failedSignIn()),
    'an IAM user enters a wrong MFA code': signIn(failedUser, 'Yes', failedSignIn()),
    'another IAM user enters a wrong password': signIn({ ...failedUser, userName: 'Bob' }, 'No', failedSignIn(), { awsRegion: 'eu-central-1' }),
    'the root user enters a wrong password': signIn(root, 'No', failedSignIn()),
    'the root user of an account with an alias enters a wrong MFA code': signIn({ ...root, userName: 'account-alias' }, 'Yes', failedSignIn()),
  },
  nearMisses: {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
    'a user enters a name that does not exist': signIn(hiddenUser, 'No', failedSignIn('No username found in supplied account')),
    'a user enters a password as the name': signIn(hiddenUser, 'No', failedSignIn()),
    'an IAM user signs in': signIn(user, 'Yes'),
    'the root user signs in': signIn(root, 'Yes'),
    'the sign-in page requests MFA': signIn(failedUser, 'No', CHECK_MFA),
    'an IAM user fails to switch to a role': signIn(SWITCHED, 'No', SWITCH_FAILED),
    'a federated user signs in through IAM Identity Center': signIn(FEDERATED, 'No'),
    'the error message has another spelling': signIn(failedUser, 'No', failedSignIn('failed authentication')),
  },
};
