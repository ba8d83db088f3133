import { setTimeout as pause } from 'node:timers/promises';
import type { Aws } from '../../integ/demo/aws';

/** Rotates a secret, and waits until the new version is the current one. The test fails by its timeout if the rotation fails. */
export async function rotate({ secretsManager }: Aws, SecretId: string): Promise<void> {
  const { VersionId } = await secretsManager.rotateSecret({ SecretId });
  const isCurrent = async () => (await secretsManager.describeSecret({ SecretId })).VersionIdsToStages?.[VersionId!]?.includes('AWSCURRENT');
  while (!await isCurrent()) {
    await pause(500);
  }
}
