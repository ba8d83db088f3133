import { type Account, ConfigModel } from './config-model';
import { VirtualTime } from '../../common/custom-resource/virtual-time';

export const OURS = { Operation: 'Start', RecorderName: 'ours', ChannelName: 'ours' };
export const PRE_CHECK = { Operation: 'PreCheck', RecorderName: 'ours' };
export const ADOPT = { Operation: 'Adopt' };
export const READS = /^Describe/;
/** A snapshot changes no setting. */
export const CHANGES_NOTHING = /^Describe|^DeliverConfigSnapshot$/;

export function model(account: Partial<Account> = {}): ConfigModel {
  return new ConfigModel(new VirtualTime(), {
    recordsAfter: 5_000,
    reportsAfter: 3_000,
    recorderFailsUntil: 0,
    deliveryFailsUntil: 0,
    streamFailsUntil: 0,
    deliversAfter: 6_000,
    policyKnownAt: 0,
    stopsAfter: 0,
    stopSpreadsAfter: 0,
    mayStart: true,
    mayDeliver: true,
    hasRole: true,
    mayReadRole: true,
    mayCreateRole: true,
    ...account,
  });
}

export function withRecorder(isRecording: boolean, account: Partial<Account> = {}): ConfigModel {
  return model({ recorder: { name: 'ours', appearsAt: 0, isRecording }, channel: { name: 'ours', appearsAt: 0 }, ...account });
}