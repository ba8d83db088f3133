import { BY, call, FROM_CONSOLE, INTERNAL, type PatternCases, refused, serviceEvent } from '../records';

const KEY = { keyId: '1234abcd-12ab-34cd-56ef-1234567890ab' };
const DELETION = { ...KEY, pendingWindowInDays: 7 };

export const KeyDisabledOrDeleted: PatternCases = {
  truth: 'A key was disabled or scheduled for deletion, or lost the material that was imported, by whatever hand. Attempts that failed are not, nor is the end of a deletion that was told already.',
  hits: {
    'a user schedules a deletion': call('kms', 'ScheduleKeyDeletion', DELETION, BY.user),
    'a person schedules a deletion in the console': call('kms', 'ScheduleKeyDeletion', DELETION, BY.person, FROM_CONSOLE),
    'a stack that is deleted takes its key along': call('kms', 'ScheduleKeyDeletion', DELETION, BY.stack),
    'a role disables a key': call('kms', 'DisableKey', KEY, BY.role),
    'a user deletes the material of a key': call('kms', 'DeleteImportedKeyMaterial', KEY, BY.user),
    'a user schedules a deletion through an automation': call('kms', 'ScheduleKeyDeletion', DELETION, BY.userThroughAutomation),
    'root disables a key': call('kms', 'DisableKey', KEY, BY.rootInConsole),
  },
  nearMisses: {
    'a user may not': call('kms', 'ScheduleKeyDeletion', null, BY.user, refused()),
    'the key is pending already': call('kms', 'ScheduleKeyDeletion', DELETION, BY.role, refused('KMSInvalidStateException')),
    'there is no such key': call('kms', 'DisableKey', KEY, BY.role, refused('NotFoundException')),
    'the key has no imported material': call('kms', 'DeleteImportedKeyMaterial', KEY, BY.role, refused('UnsupportedOperationException')),
    'a user cancels the deletion': call('kms', 'CancelKeyDeletion', KEY, BY.user),
    'a user enables the key': call('kms', 'EnableKey', KEY, BY.user),
    'a user ends the rotation': call('kms', 'DisableKeyRotation', KEY, BY.user),
    'KMS deletes the key in the end': serviceEvent('kms', 'DeleteKey', INTERNAL),
    'a page reads the key': call('kms', 'DescribeKey', KEY, BY.person, FROM_CONSOLE),
  },
};
