import { hasData, isProtected, nameOf } from './resource-types';
import type { BaselineTemplate, Resource } from './templates';
import { updateOf, type Update } from './update';

/** A resource in the account. */
export interface LivingResource {
  readonly id: string;
  readonly resource: Resource;
  /** Whether the stack still has the resource. */
  inStack: boolean;
  /** The KMS keys of the stack with which data of the resource was encrypted at any time. */
  readonly keys: Set<LivingResource>;
}

/** A deployment before it is made. */
export interface PlannedDeployment {
  readonly before: BaselineTemplate;
  readonly after: BaselineTemplate;
  readonly update: Update;
  /** The resources in the account. */
  readonly living: LivingResource[];
}

/** What a deployment did. */
export interface Deployment extends Omit<PlannedDeployment, 'living'> {
  /** Why AWS, or a function of the baseline, refuses the deployment. Then nothing changes. */
  readonly refusal?: string;
  readonly deleted: LivingResource[];
  /** The resources that remain in the account without the stack, because of their deletion policy or because AWS refuses to delete them. */
  readonly left: LivingResource[];
}

const KEY = 'AWS::KMS::Key';

/** The resources that write objects, encrypted with their own key, to the bucket to which the property refers. */
const BUCKETS_OF_WRITERS: { readonly [type: string]: string } = { 'AWS::CloudTrail::Trail': 'S3BucketName', 'AWS::Config::DeliveryChannel': 'S3BucketName' };

/** A model of an account with one stack: which resources exist after each deployment, and with which keys their data is encrypted. */
export class ModelAccount {
  public living: LivingResource[] = [];
  private deployed: BaselineTemplate = { resources: {}, exports: {} };
  private readonly inStack = new Map<string, LivingResource>();

  constructor(private readonly findRefusal: (planned: PlannedDeployment) => string | undefined) {}

  /**
   * Creates, updates or, with an empty template, deletes the stack. CloudFormation creates resources before it deletes others, and reports success if it
   * cannot delete a resource at the end of an update.
   */
  public deploy(after: BaselineTemplate): Deployment {
    const before = this.deployed;
    const update = updateOf(before, after);
    const refusal = this.findRefusal({ before, after, update, living: this.living });
    if (refusal !== undefined) {
      return { before, after, update, refusal, deleted: [], left: [] };
    }
    const old = [...update.removed, ...update.replaced].map((id) => this.inStack.get(id)!);
    update.removed.forEach((id) => this.inStack.delete(id));
    [...update.created, ...update.replaced].forEach((id) => this.create(id, after));
    this.deployed = after;
    this.updateResources();
    const [deleted, left] = this.cleanUp(old, update);
    return { before, after, update, deleted, left };
  }

  private create(id: string, { resources }: BaselineTemplate): void {
    const created = { id, resource: resources[id], inStack: true, keys: new Set<LivingResource>() };
    this.living.push(created);
    this.inStack.set(id, created);
  }

  /** Gives the resources of the stack their new properties, and records the keys with which they encrypt new data. */
  private updateResources(): void {
    for (const [id, living] of this.inStack) {
      Object.assign(living, { resource: this.deployed.resources[id] });
    }
    for (const { id, resource } of this.inStack.values()) {
      const keys = this.referencesOf(resource, KEY);
      const target = this.inStack.get(resource.references[BUCKETS_OF_WRITERS[resource.type]]?.[0] ?? id);
      keys.forEach((key) => target?.keys.add(key));
    }
  }

  private referencesOf({ references }: Resource, type: string): LivingResource[] {
    return Object.values(references).flat().flatMap((id) => this.inStack.get(id) ?? []).filter(({ resource }) => resource.type === type);
  }

  private cleanUp(old: LivingResource[], { removed }: Update): [deleted: LivingResource[], left: LivingResource[]] {
    const policyOf = ({ id, resource }: LivingResource) => (removed.includes(id) ? resource.onDelete : resource.onReplace);
    const isDeleted = (one: LivingResource) => ['Delete', 'Snapshot'].includes(policyOf(one)) && !isProtected(one.resource);
    const [deleted, left] = [old.filter(isDeleted), old.filter((one) => !isDeleted(one))];
    left.forEach((one) => { one.inStack = false; });
    const snapshots = deleted.filter((one) => policyOf(one) === 'Snapshot').map((one) => ({ ...one, resource: snapshotOf(one.resource), inStack: false }));
    this.living = [...this.living.filter((one) => !deleted.includes(one)), ...snapshots];
    return [deleted.filter((one) => policyOf(one) === 'Delete'), left];
  }
}

/** The final snapshot of a database. */
function snapshotOf(resource: Resource): Resource {
  return { ...resource, type: 'AWS::RDS::DBSnapshot', properties: {} };
}

/** Returns the resources whose data is encrypted with a key. */
export function encryptedWith(key: LivingResource, living: LivingResource[]): LivingResource[] {
  return living.filter((one) => one.keys.has(key) && (hasData(one.id, one.resource) || one.resource.type === 'AWS::RDS::DBSnapshot'));
}

/** Whether a resource in the account has the name. */
export function isTaken(name: string, living: LivingResource[]): boolean {
  return living.some(({ resource }) => nameOf(resource) === name);
}
