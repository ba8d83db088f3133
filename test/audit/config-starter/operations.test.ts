import { ADOPT, CHANGES_NO_SETTING, model, START, PRE_CHECK, READS, withRecorder } from './accounts';

describe('the pre-check', () => {
  test('succeeds in an account without a recorder, and creates the service-linked role', async () => {
    const aws = model({ hasRole: false });
    await aws.send('Create', PRE_CHECK);
    expect(aws.account.hasRole).toBe(true);
  });

  test('waits until a new service-linked role has propagated', async () => {
    const aws = model({ hasRole: false });
    await aws.send('Create', PRE_CHECK);
    expect(aws.seconds).toBeGreaterThan(15);
    const existing = model();
    await existing.send('Create', PRE_CHECK);
    expect(existing.seconds).toBeLessThan(5);
  });

  test('does not create a service-linked role that exists, because a policy can deny it', async () => {
    const aws = model({ mayCreateRole: false });
    await expect(aws.send('Create', PRE_CHECK)).resolves.toBe('existing-id');
    expect(aws.calls).not.toContain('CreateServiceLinkedRole');
  });

  test('succeeds if the role exists but the request to read it is denied', async () => {
    await expect(model({ mayReadRole: false }).send('Create', PRE_CHECK)).resolves.toBe('existing-id');
  });

  test('fails if the creation of the missing role is denied', async () => {
    await expect(model({ hasRole: false, mayCreateRole: false }).send('Create', PRE_CHECK)).rejects.toThrow(/explicit deny/);
  });

  test.each(['other', 'baseline'])('fails within a minute if the account already has a recorder %s, with its name and the alternatives', async (name) => {
    const aws = model({ recorder: { name, appearsAt: 0, isRecording: true } });
    await expect(aws.send('Create', PRE_CHECK)).rejects.toThrow(new RegExp(`already has the AWS Config recorder '${name}'.*ConfigStarterMode\\.ADOPT.*config\\.enabled: false`));
    expect(aws.seconds).toBeLessThan(60);
    expect(aws.calls).toEqual(['DescribeConfigurationRecorders']);
  });

  test('waits until the policy of the function has propagated', async () => {
    await expect(model({ policyPropagatesAt: 20_000 }).send('Create', PRE_CHECK)).resolves.toBe('existing-id');
  });

  test('fails within 30 seconds if its requests are denied', async () => {
    const aws = model({ policyPropagatesAt: Infinity });
    await expect(aws.send('Create', PRE_CHECK)).rejects.toThrow(/not authorized/);
    expect(aws.seconds).toBeLessThan(30);
  });

  test('fails if the account has a delivery channel without a recorder, with the command to delete it', async () => {
    await expect(model({ channel: { name: 'previous', appearsAt: 0 } }).send('Create', PRE_CHECK)).rejects.toThrow(
      /already has the AWS Config delivery channel 'previous'.*delete-delivery-channel --delivery-channel-name previous.*config\.enabled: false/);
  });

  test('succeeds when the stack with the recorder is updated', async () => {
    await expect(withRecorder(true).send('Update', PRE_CHECK)).resolves.toBe('existing-id');
  });

  test('fails if an update renames the recorder', async () => {
    const renamed = withRecorder(true).send('Update', { ...PRE_CHECK, RecorderName: 'new' }, { OldResourceProperties: PRE_CHECK });
    await expect(renamed).rejects.toThrow(/recorder 'baseline' of the stack cannot be renamed to 'new'.*Keep the name\..*another suffix would also replace the database/);
    await expect(renamed).rejects.not.toThrow(/config\.enabled|then with the new name/);
  });

  test('sends no request when it is deleted', async () => {
    const aws = withRecorder(true);
    await aws.send('Delete', PRE_CHECK);
    expect(aws.calls).toEqual([]);
  });
});

describe('the recorder of the stack', () => {
  test('is started after it and the delivery channel exist, and records when the deployment ends', async () => {
    const aws = model({ recorder: { name: 'baseline', appearsAt: 20_000, isRecording: false }, channel: { name: 'baseline', appearsAt: 40_000 }, recordsAfter: 30_000 });
    await aws.send('Create', START);
    expect(aws.isRecording).toBe(true);
    expect(aws.calls.filter((call) => !CHANGES_NO_SETTING.test(call))).toEqual(['StartConfigurationRecorder']);
  });

  test.each(['Create', 'Update'] as const)('is not changed on %s if it already records', async (type) => {
    const aws = withRecorder(true);
    await aws.send(type, START);
    expect(aws.calls.every((call) => CHANGES_NO_SETTING.test(call))).toBe(true);
  });

  test('is started again by an update if it was stopped', async () => {
    const aws = withRecorder(false);
    await aws.send('Update', START);
    expect(aws.isRecording).toBe(true);
  });

  test.each([
    ['recorder', { recorderFailsUntil: Infinity }, /cannot record with baseline: InsufficientRolePermissionsException: the error message of AWS/],
    ['delivery', { deliveryFailsUntil: Infinity }, /cannot deliver through baseline: InsufficientDeliveryPolicyException: the error message of AWS/],
    ['stream', { streamFailsUntil: Infinity }, /cannot deliver through baseline: AuthorizationErrorException: the error message of AWS/],
  ])('fails the deployment with the error code and message of AWS if the %s fails', async (_, account, message) => {
    await expect(withRecorder(true, account).send('Create', START)).rejects.toThrow(message);
  });

  test.each([
    ['recorder', { recorderFailsUntil: Infinity, reportsAfter: 50_000 }, /cannot record with baseline/],
    ['delivery', { deliveryFailsUntil: Infinity, deliversAfter: 50_000 }, /cannot deliver through baseline/],
  ])('fails the deployment if the failure of the %s is reported only after some time', async (_, account, message) => {
    await expect(withRecorder(false, account).send('Create', START)).rejects.toThrow(message);
  });

  test('delivers a snapshot, because AWS Config otherwise delivers only after hours', async () => {
    const aws = withRecorder(false);
    await aws.send('Create', START);
    expect(aws.calls.filter((call) => call === 'DeliverConfigSnapshot')).toHaveLength(1);
    expect(aws.seconds).toBeLessThan(30);
  });

  test.each([
    ['delivers nothing', { deliversAfter: Infinity }],
    ['has nothing to record yet', { reportsAfter: Infinity }],
    ['denies the request for a snapshot', { mayDeliver: false }],
  ])('is considered healthy after 75 seconds if AWS Config %s', async (_, account) => {
    const aws = withRecorder(false, account);
    await aws.send('Create', START);
    expect(aws.seconds).toBeGreaterThan(75);
    expect(aws.seconds).toBeLessThan(100);
  });

  test.each([
    ['is ignored after a snapshot is delivered', {}, undefined],
    ['fails the deployment if no snapshot is delivered', { deliversAfter: Infinity }, /cannot deliver through baseline/],
  ])('had a failed delivery hours ago, which %s', async (_, account, message) => {
    const update = withRecorder(true, { lastHistory: 'FAILURE', ...account }).send('Update', START);
    await (message ? expect(update).rejects.toThrow(message) : expect(update).resolves.toBe('existing-id'));
  });

  test('does not fail an update if a failure ends within a minute', async () => {
    await expect(withRecorder(true, { recorderFailsUntil: 30_000, deliveryFailsUntil: 50_000 }).send('Update', START)).resolves.toBe('existing-id');
  });

  test.each([
    ['the recorder is never created', { recorder: undefined }, /Timed out after \d+ seconds while waiting for recorder baseline and delivery channel baseline to exist/],
    ['the recorder never records', { recordsAfter: Infinity }, /Timed out after \d+ seconds while waiting for recorder baseline to start recording/],
  ])('fails the deployment within the timeout if %s', async (_, account, message) => {
    const aws = withRecorder(false, account);
    await expect(aws.send('Create', START)).rejects.toThrow(message);
    expect(aws.seconds).toBeLessThan(4 * 60);
  });

  test('is stopped on deletion, and no other recorder is', async () => {
    const aws = withRecorder(true);
    await aws.send('Delete', START);
    expect(aws.isRecording).toBe(false);
    const other = withRecorder(true);
    await other.send('Delete', { ...START, RecorderName: 'deleted' });
    expect(other.isRecording).toBe(true);
  });

  test('is stopped on deletion until its delivery channel can be deleted', async () => {
    const aws = withRecorder(true, { stopsAfter: 20_000, stopPropagatesAfter: 4_000 });
    await aws.send('Delete', START);
    expect(aws.canDeleteChannel).toBe(true);
    expect(aws.seconds).toBeLessThan(40);
  });

  test('fails its deletion within the timeout if it does not stop', async () => {
    const aws = withRecorder(true, { stopsAfter: Infinity });
    await expect(aws.send('Delete', START)).rejects.toThrow(/Timed out after \d+ seconds while waiting for recorder baseline to stop/);
    expect(aws.seconds).toBeLessThan(100);
  });

  test('has the specified retention period, and the default after its removal unless it was changed', async () => {
    const aws = withRecorder(true);
    await aws.send('Create', { ...START, RetentionDays: '90' });
    expect(aws.account.retentionDays).toBe(90);
    await aws.send('Update', START, { OldResourceProperties: { ...START, RetentionDays: '90' } });
    expect(aws.account.retentionDays).toBeUndefined();
    await aws.send('Update', { ...START, RetentionDays: '90' });
    const { length } = aws.calls;
    await aws.send('Update', { ...START, RetentionDays: '90' });
    expect(aws.calls.slice(length)).not.toContain('PutRetentionConfiguration');
    aws.account.retentionDays = 365;
    await aws.send('Delete', { ...START, RetentionDays: '90' });
    expect(aws.account.retentionDays).toBe(365);
  });
});

describe('an adopted recorder', () => {
  test('that records is not changed, neither on adoption nor on deletion', async () => {
    const aws = withRecorder(true);
    const PhysicalResourceId = await aws.send('Create', ADOPT);
    await aws.send('Update', ADOPT, { PhysicalResourceId });
    await aws.send('Delete', ADOPT, { PhysicalResourceId });
    expect(aws.calls.every((call) => READS.test(call))).toBe(true);
  });

  test('that was stopped is started, and stopped again on deletion, even after an update', async () => {
    const aws = withRecorder(false);
    const PhysicalResourceId = await aws.send('Create', ADOPT);
    expect(aws.isRecording).toBe(true);
    expect(await aws.send('Update', ADOPT, { PhysicalResourceId })).toBe(PhysicalResourceId);
    await aws.send('Delete', ADOPT, { PhysicalResourceId });
    expect(aws.isRecording).toBe(false);
  });

  test.each([
    ['no rule uses it', undefined, false],
    ['a rule of another stack uses it', [{ ConfigRuleName: 'of-another-stack' }], true],
    ['only a rule that is being deleted uses it', [{ ConfigRuleName: 'own', ConfigRuleState: 'DELETING' as const }], false],
    ['the second rule is not being deleted', [{ ConfigRuleName: 'own', ConfigRuleState: 'DELETING' as const }, { ConfigRuleName: 'securityhub-x' }], true],
  ])('that was stopped records after the deletion only if others use it: %s', async (_, rules, isRecording) => {
    const aws = withRecorder(false, { rules });
    const PhysicalResourceId = await aws.send('Create', ADOPT);
    await aws.send('Delete', ADOPT, { PhysicalResourceId });
    expect(aws.isRecording).toBe(isRecording);
  });

  test('that two stacks adopted records until the last of them is deleted, in both orders', async () => {
    for (const order of [[0, 1], [1, 0]]) {
      const aws = withRecorder(false);
      const ids = [await aws.send('Create', ADOPT), await aws.send('Create', ADOPT)];
      aws.account.rules = [{ ConfigRuleName: 'of-the-other-stack' }];
      await aws.send('Delete', ADOPT, { PhysicalResourceId: ids[order[0]] });
      expect(aws.isRecording).toBe(true);
      aws.account.rules = [];
      await aws.send('Delete', ADOPT, { PhysicalResourceId: ids[order[1]] });
      // The stack that found the recorder running does not stop it.
      expect(aws.isRecording).toBe(order[1] === 1);
    }
  });

  test.each([
    ['cannot record', { recorderFailsUntil: Infinity }, /cannot record with baseline: InsufficientRolePermissionsException/],
    ['cannot deliver', { lastHistory: 'FAILURE' as const }, /cannot deliver through baseline: InsufficientDeliveryPolicyException/],
  ])('that records but %s fails the deployment, and is not changed', async (_, account, message) => {
    const aws = withRecorder(true, account);
    await expect(aws.send('Create', ADOPT)).rejects.toThrow(message);
    expect(aws.isRecording).toBe(true);
    expect(aws.calls.every((call) => READS.test(call))).toBe(true);
  });

  test('that was replaced by a recorder with another name is not stopped', async () => {
    const aws = withRecorder(false);
    const PhysicalResourceId = await aws.send('Create', ADOPT);
    aws.account.recorder!.name = 'other';
    await aws.send('Update', ADOPT, { PhysicalResourceId });
    await aws.send('Delete', ADOPT, { PhysicalResourceId });
    expect(aws.isRecording).toBe(true);
  });

  test('that does not record after its start is stopped again', async () => {
    const aws = withRecorder(false, { recorderFailsUntil: Infinity });
    await expect(aws.send('Create', ADOPT)).rejects.toThrow(/InsufficientRolePermissionsException/);
    expect(aws.isRecording).toBe(false);
  });

  test('that AWS Control Tower protects fails the deployment with the remedy', async () => {
    await expect(withRecorder(false, { mayStart: false }).send('Create', ADOPT)).rejects.toThrow(
      /'baseline' is stopped, and this account is not allowed to start it \(explicit deny.*Control Tower.*management account/);
  });

  test('that does not exist fails the creation with the remedy, but not the deletion', async () => {
    await expect(model().send('Create', ADOPT)).rejects.toThrow(/no AWS Config recorder to adopt.*ConfigStarterMode\.CREATE/);
    await expect(model().send('Delete', ADOPT, { PhysicalResourceId: 'adopted-while-stopped:baseline' })).resolves.toBe('adopted-while-stopped:baseline');
  });

  test.each([
    ['was started', {}, undefined],
    ['could not be started', { mayStart: false }, /explicit deny/],
  ])('is restored by the rollback of an update after which the recorder of the stack %s', async (_, account, failure) => {
    const PhysicalResourceId = 'adopted-while-recording:previous';
    const aws = withRecorder(false, account);
    const update = aws.send('Update', START, { OldResourceProperties: ADOPT, PhysicalResourceId });
    await (failure ? expect(update).rejects.toThrow(failure) : expect(update).resolves.toBe(PhysicalResourceId));
    await expect(aws.send('Update', ADOPT, { OldResourceProperties: START, PhysicalResourceId })).resolves.toBe(PhysicalResourceId);
  });

  test('cannot be the recorder of the stack that was started before the update, even if another one was adopted earlier', async () => {
    const properties = { OldResourceProperties: START, PhysicalResourceId: 'adopted-while-recording:previous' };
    await expect(withRecorder(true).send('Update', ADOPT, properties)).rejects.toThrow(/no other recorder to adopt.*config\.enabled: false/);
  });

  test('cannot be the recorder of the stack, which the same update deletes', async () => {
    await expect(withRecorder(true).send('Update', ADOPT, { OldResourceProperties: START })).rejects.toThrow(/no other recorder to adopt.*config\.enabled: false/);
  });
});
