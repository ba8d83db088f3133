import { type Account, ConfigModel } from './config-model';
import { VirtualTime } from '../../common/functions/virtual-time';

export const START = { Operation: 'Start', RecorderName: 'baseline', ChannelName: 'baseline' };
export const PRE_CHECK = { Operation: 'PreCheck', RecorderName: 'baseline' };
export const ADOPT = { Operation: 'Adopt' };
export const READS = /^Describe/;
/** Requests that change no setting. */
export const CHANGES_NO_SETTING = /^Describe|^DeliverConfigSnapshot$/;

export function model(account: Partial<Account> = {}): ConfigModel {
  return new ConfigModel(new VirtualTime(), {
    recordsAfter: 5_000,
    reportsAfter: 3_000,
    recorderFailsUntil: 0,
    deliveryFailsUntil: 0,
    streamFailsUntil: 0,
    deliversAfter: 6_000,
    policyPropagatesAt: 0,
    stopsAfter: 0,
    stopPropagatesAfter: 0,
    mayStart: true,
    mayDeliver: true,
    hasRole: true,
    mayReadRole: true,
    mayCreateRole: true,
    ...account,
  });
}

export function withRecorder(isRecording: boolean, account: Partial<Account> = {}): ConfigModel {
  return model({ recorder: { name: 'baseline', appearsAt: 0, isRecording }, channel: { name: 'baseline', appearsAt: 0 }, ...account });
}
