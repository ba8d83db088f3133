import type { Aws } from './aws';
import type { Cdk, Progress } from './cdk';
import type { Check } from './check';
import { DATABASE_STORAGE, type DemoEnvironment } from './environments';

/** In GiB. */
const TOO_LITTLE_STORAGE = 20;

export interface RestoreOptions {
  readonly aws: Aws;
  readonly cdk: Cdk;
  readonly environment: DemoEnvironment;
  /** The directory of the cloud assembly. */
  readonly assembly: string;
  readonly synth: (assembly: string, context: Record<string, string>, progress: Progress) => Promise<void>;
  readonly report: (check: Check) => Promise<void>;
}

/** Restores a snapshot of the database into another stack: first with too little storage, which RDS refuses, then with the storage of the snapshot. */
export class Restore {
  private readonly snapshot: string;
  private readonly stackName: string;

  constructor(private readonly options: RestoreOptions) {
    this.snapshot = `${options.environment.namePrefix}-copy`;
    this.stackName = `${options.environment.stackName}-restored`;
  }

  public async takeSnapshot(): Promise<void> {
    await this.options.aws.rds.createDBSnapshot({ DBInstanceIdentifier: this.options.environment.namePrefix, DBSnapshotIdentifier: this.snapshot });
  }

  public async restoreWithTooLittleStorage(progress: Progress): Promise<void> {
    const error = await this.restore(progress, { allocatedStorage: String(TOO_LITTLE_STORAGE) }).then(() => '', ({ message }: Error) => message);
    const refusal = /Invalid storage size[^()\n]*[^()\s]/.exec(error)?.[0];
    await this.options.report({
      statement: `RDS refuses to restore ${DATABASE_STORAGE} GiB into ${TOO_LITTLE_STORAGE} GiB: "${refusal}". Remedy: omit allocatedStorage, or specify the storage of the snapshot`,
      expected: `Invalid storage size for engine name mysql and storage type gp3: ${TOO_LITTLE_STORAGE}`,
      find: async () => refusal,
    });
  }

  public async restoreWithStorageOfSnapshot(progress: Progress): Promise<void> {
    const { aws: { rds }, environment: { namePrefix }, report } = this.options;
    await this.restore(progress, {});
    const instance = async (name: string) => (await rds.describeDBInstances({ DBInstanceIdentifier: name })).DBInstances![0];
    const source = await instance(namePrefix);
    await report({
      statement: 'A database is restored from a snapshot, with its storage, encryption and master user',
      expected: [DATABASE_STORAGE, true, source.KmsKeyId, source.MasterUsername],
      find: async () => {
        const { AllocatedStorage, StorageEncrypted, KmsKeyId, MasterUsername } = await instance(`${namePrefix}-restored`);
        return [AllocatedStorage, StorageEncrypted, KmsKeyId, MasterUsername];
      },
    });
  }

  public async deleteCopies(progress: Progress): Promise<void> {
    await this.options.cdk.destroy(this.options.assembly, this.stackName, progress);
    await this.options.aws.rds.deleteDBSnapshot({ DBSnapshotIdentifier: this.snapshot });
  }

  private async restore(progress: Progress, context: Record<string, string>): Promise<void> {
    const { cdk, assembly, synth } = this.options;
    await synth(assembly, { snapshotIdentifier: this.snapshot, ...context }, progress);
    await cdk.deploy(assembly, this.stackName, progress, 'direct');
  }
}
