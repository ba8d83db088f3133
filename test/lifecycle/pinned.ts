import { PRODUCTION, type State } from './states';

/** Fewer resources than in a complete baseline, so that the histories can be performed on the emulator. */
const SMALL: State = { ...PRODUCTION, config: 'none', notifications: 'none', trail: 'none', webTier: 'none' };
const TEMPORARY: State = { ...SMALL, environmentType: 'non-production', certificate: 'none' };
const BUCKETS: State = { database: 'none', network: 'none' };
/** With a database and a load balancer. */
const WEB: State = { ...SMALL, webTier: 'instances' };
const KEPT: State = { environmentType: 'non-production', retainData: 'true', retention: 'production' };

interface PinnedHistory {
  readonly name: string;
  readonly states: readonly State[];
  /** The guide that describes the updates in this order. None of them is refused. */
  readonly guide?: string;
}

/** Histories with a consequence that users should know. Each contains a stack's creation and its updates. */
export const PINNED: readonly PinnedHistory[] = [
  {
    name: 'non-production with a certificate, production, and back with the data and the certificate',
    states: [{ ...WEB, environmentType: 'non-production' }, WEB, { ...WEB, ...KEPT }],
    guide: 'docs/changing-the-environment-type.md',
  },
  {
    name: 'non-production without a certificate, with one, production, and back with the data and without the certificate',
    states: [
      { ...WEB, environmentType: 'non-production', certificate: 'none' },
      { ...WEB, environmentType: 'non-production' },
      WEB,
      { ...WEB, deletionProtection: 'false' },
      { ...WEB, ...KEPT, certificate: 'none' },
    ],
    guide: 'docs/changing-the-environment-type.md',
  },
  {
    name: 'production, without protection, and non-production with the certificate and the acknowledgement that data is deleted',
    states: [WEB, { ...WEB, deletionProtection: 'false' }, { ...WEB, environmentType: 'non-production', retainData: 'false' }],
    guide: 'docs/changing-the-environment-type.md',
  },
  {
    name: 'a protected read replica and then its protected source are removed, and both are added again',
    states: [
      { ...SMALL, masterPassword: 'secretAndReplica' },
      { ...SMALL, masterPassword: 'secret' },
      { ...SMALL, masterPassword: 'secret', database: 'none' },
      { ...SMALL, masterPassword: 'secretAndReplica' },
    ],
  },
  {
    name: 'a database is disabled after its protection, and enabled again',
    states: [SMALL, { ...SMALL, deletionProtection: 'false' }, { ...SMALL, deletionProtection: 'false', database: 'none' }, SMALL],
  },
  {
    name: 'a protected stack without a certificate any more',
    states: [{ ...SMALL, webTier: 'ipTargets', database: 'none' }, { ...TEMPORARY, webTier: 'ipTargets', database: 'none', retainData: 'false' }],
  },
  {
    name: 'the protection is removed before the certificate',
    states: [
      { ...SMALL, webTier: 'ipTargets', database: 'none' },
      { ...SMALL, webTier: 'ipTargets', database: 'none', deletionProtection: 'false' },
      { ...TEMPORARY, webTier: 'ipTargets', database: 'none', retainData: 'false' },
    ],
  },
  {
    name: 'the trail is disabled, and enabled again',
    states: [{ ...SMALL, ...BUCKETS, trail: 'new' }, { ...SMALL, ...BUCKETS }, { ...SMALL, ...BUCKETS, trail: 'new' }],
  },
  {
    name: 'the key is replaced while data lives, and after the data is retained',
    states: [
      { ...TEMPORARY, ...BUCKETS },
      { ...TEMPORARY, ...BUCKETS, encryptionKey: 'ofStack' },
      { ...TEMPORARY, ...BUCKETS, retainData: 'true' },
      { ...TEMPORARY, ...BUCKETS, retainData: 'true', encryptionKey: 'ofStack' },
    ],
  },
  {
    name: 'non-production, production, and back without an acknowledgement and with the retention of production',
    states: [
      { ...TEMPORARY, ...BUCKETS },
      { ...SMALL, ...BUCKETS },
      { ...TEMPORARY, ...BUCKETS },
      { ...TEMPORARY, ...BUCKETS, retention: 'production', retainData: 'true' },
    ],
  },
  {
    name: 'production, and non-production with the acknowledgement that data is deleted',
    states: [{ ...SMALL, ...BUCKETS }, { ...TEMPORARY, ...BUCKETS, retainData: 'false' }],
  },
  {
    name: 'the read replica and the audit log, the database, and the network are removed',
    states: [{ ...TEMPORARY, masterPassword: 'secretAndReplica' }, { ...TEMPORARY, masterPassword: 'secret', databaseOptions: 'noAuditLog' }, { ...TEMPORARY, database: 'none' }, { ...TEMPORARY, ...BUCKETS }],
  },
  {
    name: 'parts with data are disabled, and the suffix changes',
    states: [
      { ...TEMPORARY, webTier: 'instances', trail: 'new', database: 'none' },
      { ...TEMPORARY, webTier: 'instances', trail: 'new', database: 'none', environmentSuffix: 'next' },
      { ...TEMPORARY, database: 'none', environmentSuffix: 'next' },
      { ...TEMPORARY, database: 'none', environmentSuffix: 'next', dataBucket: 'existing' },
    ],
  },
];
