import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { ROOT } from '../docs/pages';
import { impactOf } from '../lifecycle/update';

/** What a changed property does, as change sets report it. */
type UpdateType = 'Always' | 'Conditionally' | 'Never';

export const UPDATE_TYPES_FILE = join(ROOT, 'integ/emulator/local_aws/update-types.json');

const TYPES: Partial<Record<ResourceImpact, UpdateType>> = { [ResourceImpact.WILL_REPLACE]: 'Always', [ResourceImpact.MAY_REPLACE]: 'Conditionally' };

/** Returns the update type of each property in the committed templates, according to the specification of the resource types. */
export function updateTypes(): Record<string, Record<string, UpdateType>> {
  const types = new Map<string, Set<string>>();
  for (const { Type, Properties = {} } of committedTemplates().flatMap(({ Resources = {} }) => Object.values(Resources))) {
    if (!Type.startsWith('Custom::')) {
      types.set(Type, new Set([...types.get(Type) ?? [], ...Object.keys(Properties), 'Tags']));
    }
  }
  const sorted = (values: Iterable<string>) => [...values].sort();
  return Object.fromEntries(sorted(types.keys()).map((type) =>
    [type, Object.fromEntries(sorted(types.get(type)!).map((property) => [property, TYPES[impactOf(type, property)] ?? 'Never']))]));
}

/** The text of the file. */
export function formatted(types: ReturnType<typeof updateTypes>): string {
  return `${JSON.stringify(types, undefined, 2)}\n`;
}

function committedTemplates(): { Resources?: Record<string, { Type: string; Properties?: object }> }[] {
  const folders = readdirSync(join(ROOT, 'integ')).filter((name) => name.endsWith('.snapshot'));
  return folders.flatMap((folder) => readdirSync(join(ROOT, 'integ', folder)).filter((name) => name.endsWith('.template.json'))
    .map((name) => JSON.parse(readFileSync(join(ROOT, 'integ', folder, name), 'utf8')) as object));
}

if (require.main === module) {
  writeFileSync(UPDATE_TYPES_FILE, formatted(updateTypes()));
}
