import { BY, failed, type PatternCases, role, SIGNS_IN, signIn } from '../records';

const { root, user, wrongUser, hiddenUser } = SIGNS_IN;
const { userIdentity: FEDERATED } = BY.person;
const BOB = { ...user, userName: 'Bob', arn: 'arn:aws:iam::123456789012:user/Bob' };
const CONSOLE = 'https://console.aws.amazon.com/console/home';

/** Federation by SAML: the record names the role, not the user of the provider. */
const SAML = { additionalEventData: { LoginTo: CONSOLE, MobileVersion: 'No', MFAUsed: 'No', SamlProviderArn: 'arn:aws:iam::123456789012:saml-provider/x' } };
const CHECK_MFA = { eventName: 'CheckMfa', responseElements: { CheckMfa: 'Success' }, additionalEventData: { MfaType: 'U2F MFA' } };
const SWITCH_ROLE = { eventName: 'SwitchRole', responseElements: { SwitchRole: 'Success' }, additionalEventData: { SwitchFrom: user.arn, RedirectTo: CONSOLE } };
/** Who switches is recorded as the role. */
const { accessKeyId: _key, sessionContext: _session, ...SWITCHED } = role('Administrator', 'Alice');
const SWITCH_FAILED = { ...SWITCH_ROLE, responseElements: { SwitchRole: 'Failure' }, errorMessage: 'Failed authentication' };
const MOBILE = { additionalEventData: { MobileVersion: 'Yes', LoginTo: CONSOLE, MFAUsed: 'No' } };

export const ConsoleSignInWithoutMfa: PatternCases = {
  truth: 'An IAM user or root signed in without MFA. Whether a federated user had a second factor, only the identity provider knows: CloudTrail says No.',
  hits: {
    'an IAM user signs in': signIn(user, 'No'),
    'another IAM user signs in': signIn(BOB, 'No'),
    'an IAM user signs in by phone': signIn(user, 'No', MOBILE),
    'an IAM user signs in at a regional endpoint': signIn(user, 'No', { awsRegion: 'eu-central-1' }),
    'an IAM user signs in, as older records spell it': signIn(user, 'No', { eventType: 'AwsConsoleSignin', readOnly: undefined, managementEvent: undefined }),
    'root signs in': signIn(root, 'No'),
  },
  nearMisses: {
    'an IAM user signs in with MFA': signIn(user, 'Yes'),
    'root signs in with MFA': signIn(root, 'Yes'),
    // As the guide of CloudTrail writes it, for root only.
    'root signs in with MFA, spelled otherwise': signIn(root, 'YES'),
    'somebody signs in through IAM Identity Center': signIn(FEDERATED, 'No'),
    'somebody signs in through SAML': signIn(role('Administrator', 'alice@example.com'), 'No', SAML),
    'an IAM user fails to sign in': signIn(wrongUser, 'No', failed()),
    'root fails to sign in': signIn(root, 'No', failed()),
    'the sign-in asks for MFA': signIn(wrongUser, 'No', CHECK_MFA),
    'an IAM user switches to a role': signIn(SWITCHED, 'No', SWITCH_ROLE),
  },
};

export const ConsoleSignInFailures: PatternCases = {
  truth: 'A sign-in as root or as a user who exists failed. A name that was mistyped harms nobody. Failures to switch roles are no sign-ins.',
  hits: {
    'an IAM user gives a wrong password': signIn(wrongUser, 'No', failed()),
    'an IAM user gives a wrong code': signIn(wrongUser, 'Yes', failed()),
    'another IAM user gives a wrong password': signIn({ ...wrongUser, userName: 'Bob' }, 'No', failed(), { awsRegion: 'eu-central-1' }),
    'root gives a wrong password': signIn(root, 'No', failed()),
    'root of an account with an alias gives a wrong code': signIn({ ...root, userName: 'our-alias' }, 'Yes', failed()),
  },
  nearMisses: {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
    'somebody mistypes the name': signIn(hiddenUser, 'No', failed('No username found in supplied account')),
    'somebody types a password for a name': signIn(hiddenUser, 'No', failed()),
    'an IAM user signs in': signIn(user, 'Yes'),
    'root signs in': signIn(root, 'Yes'),
    'the sign-in asks for MFA': signIn(wrongUser, 'No', CHECK_MFA),
    'an IAM user fails to switch to a role': signIn(SWITCHED, 'No', SWITCH_FAILED),
    'somebody signs in through IAM Identity Center': signIn(FEDERATED, 'No'),
    'the error is spelled otherwise': signIn(wrongUser, 'No', failed('failed authentication')),
  },
};
