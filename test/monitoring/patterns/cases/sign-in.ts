import { failed, IDENTITIES, type PatternCases, role, signIn } from '../records';

const { root, user, hiddenUser } = IDENTITIES;
const FEDERATED = role('AWSReservedSSO_Administrator_0123456789abcdef', 'alice@example.com');
const SAML = { type: 'SAMLUser', principalId: 'namequalifier:alice', userName: 'alice', identityProvider: 'namequalifier' };
const BOB = { ...user, userName: 'Bob', arn: 'arn:aws:iam::123456789012:user/Bob' };

const CHECK_MFA = { eventName: 'CheckMfa', responseElements: { CheckMfa: 'Success' }, additionalEventData: { MfaType: 'Virtual MFA' } };
const SWITCH_ROLE = { eventName: 'SwitchRole', responseElements: { SwitchRole: 'Success' }, additionalEventData: { SwitchFrom: user.arn } };
const SWITCH_FAILED = { ...SWITCH_ROLE, responseElements: { SwitchRole: 'Failure' }, errorMessage: 'Failed authentication' };
const MOBILE = { additionalEventData: { MobileVersion: 'Yes', LoginTo: 'https://console.aws.amazon.com/', MFAUsed: 'No' } };

export const SIGN_IN_WITHOUT_MFA: PatternCases = {
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
    'somebody signs in through IAM Identity Center': signIn(FEDERATED, 'No'),
    'somebody signs in through SAML': signIn(SAML, 'No'),
    'an IAM user fails to sign in': signIn(user, 'No', failed()),
    'root fails to sign in': signIn(root, 'No', failed()),
    'the sign-in asks for MFA': signIn(user, 'No', CHECK_MFA),
    'an IAM user switches to a role': signIn(user, 'No', SWITCH_ROLE),
  },
};

export const SIGN_IN_FAILURES: PatternCases = {
  truth: 'A sign-in as root or as a user who exists failed. A name that was mistyped harms nobody. Failures to switch roles are no sign-ins.',
  hits: {
    'an IAM user gives a wrong password': signIn(user, 'No', failed()),
    'an IAM user gives a wrong code': signIn(user, 'Yes', failed()),
    'another IAM user gives a wrong password': signIn(BOB, 'No', failed(), { awsRegion: 'eu-central-1' }),
    'root gives a wrong password': signIn(root, 'No', failed()),
    'root of an account with an alias gives a wrong code': signIn({ ...root, userName: 'our-alias' }, 'Yes', failed()),
  },
  nearMisses: {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
    'somebody mistypes the name': signIn(hiddenUser, 'No', failed('No username found in supplied account')),
    'somebody types a password for a name': signIn(hiddenUser, 'No', failed()),
    'an IAM user signs in': signIn(user, 'Yes'),
    'root signs in': signIn(root, 'Yes'),
    'the sign-in asks for MFA': signIn(user, 'No', CHECK_MFA),
    'an IAM user fails to switch to a role': signIn(user, 'No', SWITCH_FAILED),
    'somebody signs in through IAM Identity Center': signIn(FEDERATED, 'No'),
    'the error is spelled otherwise': signIn(user, 'No', failed('failed authentication')),
  },
};
