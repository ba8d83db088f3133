import { ADOPT, CHANGES_NOTHING, model, OURS, PRE_CHECK, READS, withRecorder } from './accounts';

describe('the pre-check', () => {
  test('passes in an account without a recorder, and makes sure of the service-linked role', async () => {
    const aws = model({ hasRole: false });
    await aws.send('Create', PRE_CHECK);
    expect(aws.account.hasRole).toBe(true);
  });

  test('gives a service-linked role that it made time to be known, before the recorder needs it', async () => {
    const aws = model({ hasRole: false });
    await aws.send('Create', PRE_CHECK);
    expect(aws.seconds).toBeGreaterThan(15);
    const known = model();
    await known.send('Create', PRE_CHECK);
    expect(known.seconds).toBeLessThan(5);
  });

  test('makes no service-linked role where it exists, so that a policy that forbids to make roles is no matter', async () => {
    const aws = model({ mayCreateRole: false });
    await expect(aws.send('Create', PRE_CHECK)).resolves.toBe('given');
    expect(aws.calls).not.toContain('CreateServiceLinkedRole');
  });

  test('passes where the role exists that it may not look at', async () => {
    await expect(model({ mayReadRole: false }).send('Create', PRE_CHECK)).resolves.toBe('given');
  });

  test('reports that it may not make the role which is missing', async () => {
    await expect(model({ hasRole: false, mayCreateRole: false }).send('Create', PRE_CHECK)).rejects.toThrow(/explicit deny/);
  });

  test.each(['theirs', 'ours'])('names a recorder %s that was there before the stack, and both alternatives, within a minute', async (name) => {
    const aws = model({ recorder: { name, appearsAt: 0, isRecording: true } });
    await expect(aws.send('Create', PRE_CHECK)).rejects.toThrow(new RegExp(`already has the AWS Config recorder '${name}'.*mode 'adopt'.*config\\.enabled: false`));
    expect(aws.seconds).toBeLessThan(60);
    expect(aws.calls).toEqual(['DescribeConfigurationRecorders']);
  });

  test('waits until IAM knows the policy that was made seconds ago', async () => {
    await expect(model({ policyKnownAt: 20_000 }).send('Create', PRE_CHECK)).resolves.toBe('given');
  });

  test('reports within half a minute that it may not read', async () => {
    const aws = model({ policyKnownAt: Infinity });
    await expect(aws.send('Create', PRE_CHECK)).rejects.toThrow(/not authorized/);
    expect(aws.seconds).toBeLessThan(30);
  });

  test('names a delivery channel that was left behind, and how to delete it', async () => {
    await expect(model({ channel: { name: 'left', appearsAt: 0 } }).send('Create', PRE_CHECK)).rejects.toThrow(
      /already has the AWS Config delivery channel 'left'.*delete-delivery-channel --delivery-channel-name left.*config\.enabled: false/);
  });

  test('passes when the stack with that recorder is updated', async () => {
    await expect(withRecorder(true).send('Update', PRE_CHECK)).resolves.toBe('given');
  });

  test('says that a recorder cannot be renamed', async () => {
    const renamed = withRecorder(true).send('Update', { ...PRE_CHECK, RecorderName: 'new' }, { OldResourceProperties: PRE_CHECK });
    await expect(renamed).rejects.toThrow(/recorder 'ours' cannot be renamed to 'new'.*config\.enabled: false/);
  });

  test('asks nothing when it is deleted', async () => {
    const aws = withRecorder(true);
    await aws.send('Delete', PRE_CHECK);
    expect(aws.calls).toEqual([]);
  });
});

describe("the stack's own recorder", () => {
  test('is waited for, as its channel is, started, and waited for until it records', async () => {
    const aws = model({ recorder: { name: 'ours', appearsAt: 20_000, isRecording: false }, channel: { name: 'ours', appearsAt: 40_000 }, recordsAfter: 30_000 });
    await aws.send('Create', OURS);
    expect(aws.isRecording).toBe(true);
    expect(aws.calls.filter((call) => !CHANGES_NOTHING.test(call))).toEqual(['StartConfigurationRecorder']);
  });

  test.each(['Create', 'Update'] as const)('is left alone on %s when it records already', async (type) => {
    const aws = withRecorder(true);
    await aws.send(type, OURS);
    expect(aws.calls.every((call) => CHANGES_NOTHING.test(call))).toBe(true);
  });

  test('is started again by an update when somebody stopped it', async () => {
    const aws = withRecorder(false);
    await aws.send('Update', OURS);
    expect(aws.isRecording).toBe(true);
  });

  test.each([
    ['recorder', { recorderFailsUntil: Infinity }, /cannot record with ours: InsufficientRolePermissionsException: what AWS says/],
    ['delivery', { deliveryFailsUntil: Infinity }, /cannot deliver through ours: InsufficientDeliveryPolicyException: what AWS says/],
    ['stream', { streamFailsUntil: Infinity }, /cannot deliver through ours: AuthorizationErrorException: what AWS says/],
  ])('fails the deployment with the code and message of AWS when the %s fails', async (_, account, message) => {
    await expect(withRecorder(true, account).send('Create', OURS)).rejects.toThrow(message);
  });

  test.each([
    ['recorder', { recorderFailsUntil: Infinity, reportsAfter: 50_000 }, /cannot record with ours/],
    ['delivery', { deliveryFailsUntil: Infinity, deliversAfter: 50_000 }, /cannot deliver through ours/],
  ])('fails the deployment when the failure of the %s shows only after a while in which nothing is reported', async (_, account, message) => {
    await expect(withRecorder(false, account).send('Create', OURS)).rejects.toThrow(message);
  });

  test('has a snapshot delivered, since AWS Config delivers of its own after hours only', async () => {
    const aws = withRecorder(false);
    await aws.send('Create', OURS);
    expect(aws.calls.filter((call) => call === 'DeliverConfigSnapshot')).toHaveLength(1);
    expect(aws.seconds).toBeLessThan(30);
  });

  test.each([
    ['delivers nothing', { deliversAfter: Infinity }],
    ['has nothing to record yet', { reportsAfter: Infinity }],
    ['may not be asked for a snapshot', { mayDeliver: false }],
  ])('is believed after a bounded wait when AWS Config %s', async (_, account) => {
    const aws = withRecorder(false, account);
    await aws.send('Create', OURS);
    expect(aws.seconds).toBeGreaterThan(75);
    expect(aws.seconds).toBeLessThan(100);
  });

  test.each([
    ['is over once a snapshot was delivered', {}, undefined],
    ['counts while no snapshot is delivered', { deliversAfter: Infinity }, /cannot deliver through ours/],
  ])('had a failed delivery hours ago, which %s', async (_, account, message) => {
    const update = withRecorder(true, { lastHistory: 'FAILURE', ...account }).send('Update', OURS);
    await (message ? expect(update).rejects.toThrow(message) : expect(update).resolves.toBe('given'));
  });

  test('is given a minute to get over the failure that the update repairs', async () => {
    await expect(withRecorder(true, { recorderFailsUntil: 30_000, deliveryFailsUntil: 50_000 }).send('Update', OURS)).resolves.toBe('given');
  });

  test.each([
    ['the recorder never appears', { recorder: undefined }, /in vain until recorder ours and delivery channel ours are there/],
    ['the recorder never records', { recordsAfter: Infinity }, /in vain until recorder ours records/],
  ])('fails the deployment in time when %s', async (_, account, message) => {
    const aws = withRecorder(false, account);
    await expect(aws.send('Create', OURS)).rejects.toThrow(message);
    expect(aws.seconds).toBeLessThan(4 * 60);
  });

  test('is stopped on deletion, and no other is', async () => {
    const aws = withRecorder(true);
    await aws.send('Delete', OURS);
    expect(aws.isRecording).toBe(false);
    const other = withRecorder(true);
    await other.send('Delete', { ...OURS, RecorderName: 'gone-already' });
    expect(other.isRecording).toBe(true);
  });

  test('is waited for on deletion until AWS Config would delete its channel', async () => {
    const aws = withRecorder(true, { stopsAfter: 20_000, stopSpreadsAfter: 4_000 });
    await aws.send('Delete', OURS);
    expect(aws.canLoseChannel).toBe(true);
    expect(aws.seconds).toBeLessThan(40);
  });

  test('fails its deletion in time when it does not come to stand still', async () => {
    const aws = withRecorder(true, { stopsAfter: Infinity });
    await expect(aws.send('Delete', OURS)).rejects.toThrow(/in vain until recorder ours stands still/);
    expect(aws.seconds).toBeLessThan(100);
  });

  test('keeps what it recorded as long as told, and as long as AWS does after deletion', async () => {
    const aws = withRecorder(true);
    await aws.send('Create', { ...OURS, RetentionDays: '90' });
    expect(aws.account.retentionDays).toBe(90);
    await aws.send('Update', OURS, { OldResourceProperties: { ...OURS, RetentionDays: '90' } });
    expect(aws.account.retentionDays).toBeUndefined();
    aws.account.retentionDays = 365;
    await aws.send('Delete', { ...OURS, RetentionDays: '90' });
    expect(aws.account.retentionDays).toBe(365);
  });
});

describe('an adopted recorder', () => {
  test('that records is only read, when it is adopted and when it is given back', async () => {
    const aws = withRecorder(true);
    const PhysicalResourceId = await aws.send('Create', ADOPT);
    await aws.send('Update', ADOPT, { PhysicalResourceId });
    await aws.send('Delete', ADOPT, { PhysicalResourceId });
    expect(aws.calls.every((call) => READS.test(call))).toBe(true);
  });

  test('that was stopped is started, and stopped again when it is given back, updates in between or not', async () => {
    const aws = withRecorder(false);
    const PhysicalResourceId = await aws.send('Create', ADOPT);
    expect(aws.isRecording).toBe(true);
    expect(await aws.send('Update', ADOPT, { PhysicalResourceId })).toBe(PhysicalResourceId);
    await aws.send('Delete', ADOPT, { PhysicalResourceId });
    expect(aws.isRecording).toBe(false);
  });

  test.each([
    ['cannot record', { recorderFailsUntil: Infinity }, /cannot record with ours: InsufficientRolePermissionsException/],
    ['cannot deliver', { lastHistory: 'FAILURE' as const }, /cannot deliver through ours: InsufficientDeliveryPolicyException/],
  ])('that is switched on but %s is reported, and only read', async (_, account, message) => {
    const aws = withRecorder(true, account);
    await expect(aws.send('Create', ADOPT)).rejects.toThrow(message);
    expect(aws.isRecording).toBe(true);
    expect(aws.calls.every((call) => READS.test(call))).toBe(true);
  });

  test('that has been replaced since by one of another name is not stopped', async () => {
    const aws = withRecorder(false);
    const PhysicalResourceId = await aws.send('Create', ADOPT);
    aws.account.recorder!.name = 'theirs';
    await aws.send('Update', ADOPT, { PhysicalResourceId });
    await aws.send('Delete', ADOPT, { PhysicalResourceId });
    expect(aws.isRecording).toBe(true);
  });

  test('that does not come to record is left as it was found', async () => {
    const aws = withRecorder(false, { recorderFailsUntil: Infinity });
    await expect(aws.send('Create', ADOPT)).rejects.toThrow(/InsufficientRolePermissionsException/);
    expect(aws.isRecording).toBe(false);
  });

  test('that Control Tower forbids to start is explained', async () => {
    await expect(withRecorder(false, { mayStart: false }).send('Create', ADOPT)).rejects.toThrow(
      /'ours' does not record, and this account may not start it \(explicit deny.*Control Tower.*management account/);
  });

  test('that is not there is explained on creation, and is no matter on deletion', async () => {
    await expect(model().send('Create', ADOPT)).rejects.toThrow(/no AWS Config recorder to adopt.*mode 'create'/);
    await expect(model().send('Delete', ADOPT, { PhysicalResourceId: 'adopted-while-stopped:ours' })).resolves.toBe('adopted-while-stopped:ours');
  });

  test.each([
    ['was started', {}, undefined],
    ['could not be started', { mayStart: false }, /explicit deny/],
  ])('is what an update goes back to when it fails after a recorder of the stack %s', async (_, account, failure) => {
    const PhysicalResourceId = 'adopted-while-recording:gone';
    const aws = withRecorder(false, account);
    const update = aws.send('Update', OURS, { OldResourceProperties: ADOPT, PhysicalResourceId });
    await (failure ? expect(update).rejects.toThrow(failure) : expect(update).resolves.toBe(PhysicalResourceId));
    await expect(aws.send('Update', ADOPT, { OldResourceProperties: OURS, PhysicalResourceId })).resolves.toBe(PhysicalResourceId);
  });

  test("cannot be the stack's own that has recorded since long, even where another was adopted before", async () => {
    const properties = { OldResourceProperties: OURS, PhysicalResourceId: 'adopted-while-recording:gone' };
    await expect(withRecorder(true).send('Update', ADOPT, properties)).rejects.toThrow(/no other to adopt.*config\.enabled: false/);
  });

  test("cannot be the stack's own, which the same update deletes", async () => {
    await expect(withRecorder(true).send('Update', ADOPT, { OldResourceProperties: OURS })).rejects.toThrow(/no other to adopt.*config\.enabled: false/);
  });
});
