import { BY, call, FROM_CONSOLE, INTERNAL, type PatternCases, failedCall, serviceEvent } from '../records';

const KEY = { keyId: '1234abcd-12ab-34cd-56ef-1234567890ab' };
const DELETION = { ...KEY, pendingWindowInDays: 7 };

export const KeyDisabledOrDeleted: PatternCases = {
  expectation: 'A key is disabled or scheduled for deletion, or its imported material is deleted, by any identity. It excludes failed attempts, and the deletion after the waiting period.',
  hits: {
    'a user schedules a deletion': call('kms', 'ScheduleKeyDeletion', DELETION, BY.user),
    'a federated user schedules a deletion in the console': call('kms', 'ScheduleKeyDeletion', DELETION, BY.federatedUser, FROM_CONSOLE),
    'the deletion of a stack schedules the deletion of its key': call('kms', 'ScheduleKeyDeletion', DELETION, BY.stack),
    'a role disables a key': call('kms', 'DisableKey', KEY, BY.role),
    'a user deletes the imported material of a key': call('kms', 'DeleteImportedKeyMaterial', KEY, BY.user),
    'a user schedules a deletion through an automation': call('kms', 'ScheduleKeyDeletion', DELETION, BY.userThroughAutomation),
    'the root user disables a key': call('kms', 'DisableKey', KEY, BY.rootInConsole),
  },
  nearMisses: {
    'a user is denied permission': call('kms', 'ScheduleKeyDeletion', null, BY.user, failedCall()),
    'the key is already pending deletion': call('kms', 'ScheduleKeyDeletion', DELETION, BY.role, failedCall('KMSInvalidStateException')),
    'the key does not exist': call('kms', 'DisableKey', KEY, BY.role, failedCall('NotFoundException')),
    'the key has no imported material': call('kms', 'DeleteImportedKeyMaterial', KEY, BY.role, failedCall('UnsupportedOperationException')),
    'a user cancels the deletion': call('kms', 'CancelKeyDeletion', KEY, BY.user),
    'a user enables the key': call('kms', 'EnableKey', KEY, BY.user),
    'a user disables the rotation': call('kms', 'DisableKeyRotation', KEY, BY.user),
    'KMS deletes the key after the waiting period': serviceEvent('kms', 'DeleteKey', INTERNAL),
    'a console page reads the key': call('kms', 'DescribeKey', KEY, BY.federatedUser, FROM_CONSOLE),
  },
};
