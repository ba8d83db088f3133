import type { GetAlternateContactCommandInput, PutAlternateContactCommandInput } from '@aws-sdk/client-account';
import type { UpdateAccountPasswordPolicyCommandInput } from '@aws-sdk/client-iam';
import type { ListBucketsCommandInput } from '@aws-sdk/client-s3';
import type { PutPublicAccessBlockCommandInput } from '@aws-sdk/client-s3-control';
import { awsError, refuseUnless, type Api, type Request } from './api';
import { NO_BLOCK, type AccountState, type BucketState } from './state';
import type { ContactValue, PasswordPolicyValue } from '../../../src/account/account-guardrails/function-environment';

function refuseWhileManaged({ isS3BlockManaged }: AccountState): void {
  refuseUnless(!isS3BlockManaged, 'AccessDenied', 'Access Denied');
}

function refuseOtherAccounts({ accountId }: Request, id: string | undefined): void {
  refuseUnless(/^\d{12}$/.test(id ?? ''), 'InvalidRequest', 'AccountId is not valid');
  refuseUnless(id === accountId, 'AccessDenied', 'Access Denied');
}

export const s3Control: Api = {
  GetPublicAccessBlock: (request, { AccountId }: { AccountId?: string }) => {
    refuseOtherAccounts(request, AccountId);
    const { s3Block } = request.account;
    refuseUnless(s3Block !== null, 'NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found');
    return { PublicAccessBlockConfiguration: { ...s3Block } };
  },
  PutPublicAccessBlock: (request, { AccountId, PublicAccessBlockConfiguration }: PutPublicAccessBlockCommandInput) => {
    refuseOtherAccounts(request, AccountId);
    refuseWhileManaged(request.account);
    request.account.s3Block = { ...NO_BLOCK, ...PublicAccessBlockConfiguration };
    return {};
  },
  DeletePublicAccessBlock: (request, { AccountId }: { AccountId?: string }) => {
    refuseOtherAccounts(request, AccountId);
    refuseWhileManaged(request.account);
    request.account.s3Block = null;
    return {};
  },
};

/** A request to a bucket. */
interface OfBucket { Bucket?: string; ExpectedBucketOwner?: string }

function bucketOf({ account, accountId }: Request, { Bucket, ExpectedBucketOwner = accountId }: OfBucket): BucketState {
  const bucket = account.buckets.find(({ name }) => name === Bucket);
  if (!bucket || bucket.isDeleted) {
    throw awsError('NoSuchBucket', 'The specified bucket does not exist', 404);
  }
  refuseUnless(ExpectedBucketOwner === accountId && !bucket.deniesRequests, 'AccessDenied', 'Access Denied');
  return bucket;
}

export const s3: Api = {
  /** Regions are only returned in pages. */
  ListBuckets: ({ account, page }, { ContinuationToken, MaxBuckets }: ListBucketsCommandInput) => {
    const { items, NextToken } = page(account.buckets, ContinuationToken, MaxBuckets, 10_000);
    return { Buckets: items.map(({ name: Name }) => ({ Name })), ContinuationToken: NextToken };
  },
  GetPublicAccessBlock: (request, input: OfBucket) => {
    const { block } = bucketOf(request, input);
    refuseUnless(block !== undefined, 'NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found');
    return { PublicAccessBlockConfiguration: { ...NO_BLOCK, ...block } };
  },
  /** The status depends only on the policy. */
  GetBucketPolicyStatus: (request, input: OfBucket) => {
    const { policy } = bucketOf(request, input);
    refuseUnless(policy !== undefined, 'NoSuchBucketPolicy', 'The bucket policy does not exist');
    return { PolicyStatus: { IsPublic: policy === 'public' } };
  },
  /** Returns the effective permissions. */
  GetBucketAcl: (request, input: OfBucket) => {
    const { groups = [], block, ownership } = bucketOf(request, input);
    const ignoresPublic = block?.IgnorePublicAcls || request.account.s3Block?.IgnorePublicAcls || ownership === 'BucketOwnerEnforced';
    const visible = groups.filter((group) => !ignoresPublic || group === 'LogDelivery');
    return {
      Grants: [
        { Grantee: { Type: 'CanonicalUser', ID: 'owner' }, Permission: 'FULL_CONTROL' },
        ...visible.map((group) => ({ Grantee: { Type: 'Group', URI: groupUri(group) }, Permission: group === 'LogDelivery' ? 'WRITE' : 'READ' })),
      ],
    };
  },
  GetBucketOwnershipControls: (request, input: OfBucket) => {
    const { ownership } = bucketOf(request, input);
    refuseUnless(ownership !== undefined, 'OwnershipControlsNotFoundError', 'The bucket ownership controls were not found');
    return { OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] } };
  },
};

function groupUri(group: string): string {
  return `http://acs.amazonaws.com/groups/${group === 'LogDelivery' ? 's3' : 'global'}/${group}`;
}

/** The limits of the numbers of a password policy, and the values of those that are left out. */
const LIMITS = { MinimumPasswordLength: [6, 128], MaxPasswordAge: [1, 1_095], PasswordReusePrevention: [1, 24] } as const;

const HEADER = 'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active';

function reportOf({ account: { users }, accountId }: Request): string {
  const root = `<root_account>,arn:aws:iam::${accountId}:root,2020-01-01T00:00:00+00:00,not_supported,no_information,not_supported,not_supported,true`;
  return [HEADER, root, ...users.map(({ name, passwordChanged }) => {
    const password = passwordChanged === undefined
      ? 'false,N/A,N/A,N/A'
      : `true,no_information,${new Date(passwordChanged).toISOString().replace(/\.\d+Z$/, '+00:00')},N/A`;
    return `${name},arn:aws:iam::${accountId}:user/${name},2020-01-01T00:00:00+00:00,${password},false`;
  })].join('\n');
}

export const iam: Api = {
  GetAccountPasswordPolicy: ({ account: { passwordPolicy } }) => {
    refuseUnless(passwordPolicy !== null, 'NoSuchEntityException', 'The account policy with name PasswordPolicy cannot be found.');
    return { PasswordPolicy: { ...passwordPolicy, ExpirePasswords: passwordPolicy?.MaxPasswordAge !== undefined } };
  },
  /** Sets what is left out to its default. */
  UpdateAccountPasswordPolicy: ({ account }, input: UpdateAccountPasswordPolicyCommandInput) => {
    for (const [name, [minimum, maximum]] of Object.entries(LIMITS)) {
      const value = input[name as keyof typeof LIMITS] ?? minimum;
      refuseUnless(value >= minimum && value <= maximum, 'ValidationError', `Value '${value}' at '${name}' failed to satisfy constraint`);
    }
    const unknown = Object.keys(input).filter((name) => !/^(MinimumPasswordLength|Require|AllowUsers|MaxPasswordAge|PasswordReuse|HardExpiry)/.test(name));
    refuseUnless(unknown.length === 0, 'ValidationError', `Unknown parameters ${unknown}`);
    const { MaxPasswordAge, PasswordReusePrevention, MinimumPasswordLength = 6 } = input;
    const isOn = (name: 'RequireSymbols' | 'RequireNumbers' | 'RequireUppercaseCharacters' | 'RequireLowercaseCharacters' | 'AllowUsersToChangePassword' | 'HardExpiry') => input[name] === true;
    const policy: PasswordPolicyValue = {
      MinimumPasswordLength,
      RequireSymbols: isOn('RequireSymbols'),
      RequireNumbers: isOn('RequireNumbers'),
      RequireUppercaseCharacters: isOn('RequireUppercaseCharacters'),
      RequireLowercaseCharacters: isOn('RequireLowercaseCharacters'),
      AllowUsersToChangePassword: isOn('AllowUsersToChangePassword'),
      ...MaxPasswordAge !== undefined && { MaxPasswordAge },
      ...PasswordReusePrevention !== undefined && { PasswordReusePrevention },
      HardExpiry: isOn('HardExpiry'),
    };
    account.passwordPolicy = policy;
    return {};
  },
  DeleteAccountPasswordPolicy: ({ account }) => {
    refuseUnless(account.passwordPolicy !== null, 'NoSuchEntityException', 'The account policy with name PasswordPolicy cannot be found.');
    account.passwordPolicy = null;
    return {};
  },
  GenerateCredentialReport: ({ account }) => ({ State: account.reportRequests-- > 0 ? 'STARTED' : 'COMPLETE' }),
  GetCredentialReport: (request) => {
    refuseUnless(request.account.reportRequests <= 0, 'CredentialReportNotPresentException');
    return { Content: Buffer.from(reportOf(request)), ReportFormat: 'text/csv', GeneratedTime: new Date(request.now) };
  },
};

const CONTACT: [keyof ContactValue, RegExp][] = [
  ['Name', /^.{1,64}$/s], ['Title', /^.{1,50}$/s], ['EmailAddress', /^(?=.{1,254}$)\s*[\w+=.#|!&-]+@[\w.-]+\.[\w]+\s*$/], ['PhoneNumber', /^[\s0-9()+-]{1,25}$/],
];

type ContactKind = keyof AccountState['contacts'];

export const account: Api = {
  GetAlternateContact: ({ account: { contacts } }, { AlternateContactType: kind }: GetAlternateContactCommandInput) => {
    const contact = contacts[kind as ContactKind];
    refuseUnless(contact !== undefined, 'ResourceNotFoundException', 'No contact of the inputted alternate contact type found.');
    return { AlternateContact: { ...contact, AlternateContactType: kind } };
  },
  PutAlternateContact: ({ account: state }, { AlternateContactType: kind, ...contact }: PutAlternateContactCommandInput) => {
    CONTACT.forEach(([name, pattern]) => refuseUnless(pattern.test(contact[name] ?? ''), 'ValidationException', `Value at '${name}' failed to satisfy constraint`));
    const { Name, Title, EmailAddress, PhoneNumber } = contact as ContactValue;
    state.contacts[kind as ContactKind] = { Name, Title, EmailAddress, PhoneNumber };
    return {};
  },
  DeleteAlternateContact: ({ account: { contacts } }, { AlternateContactType: kind }: GetAlternateContactCommandInput) => {
    refuseUnless(contacts[kind as ContactKind] !== undefined, 'ResourceNotFoundException', 'No contact of the inputted alternate contact type found.');
    delete contacts[kind as ContactKind];
    return {};
  },
  ListRegions: ({ account: { regions }, page }, { NextToken, MaxResults }: { NextToken?: string; MaxResults?: number }) => {
    const all = page(Object.entries(regions), NextToken, MaxResults, 50);
    return {
      NextToken: all.NextToken,
      Regions: all.items.map(([RegionName, { isEnabled, optInStatus }]) =>
        ({ RegionName, RegionOptStatus: optInStatus === 'opt-in-not-required' ? 'ENABLED_BY_DEFAULT' : isEnabled ? 'ENABLED' : 'DISABLED' })),
    };
  },
};
