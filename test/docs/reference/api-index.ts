/** Adds an index of the package's own constructs, structs and enums to API.md, after `jsii-docgen`, which lists inherited members too. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../pages';
import { publicNames } from '../public-names';

const TITLE = '# API Reference <a name="API Reference" id="api-reference"></a>\n';

/** The page with an index after its title. */
export function withIndex(api: string, ownNames: readonly string[]): string {
  const own = new Set(ownNames);
  const sections = api.split(/^## (?=\w)/m).slice(1).flatMap((section) => {
    const title = section.slice(0, section.indexOf(' '));
    const rows = section.split(/^### (?=\w)/m).slice(1).map((type) => rowOf(type, own));
    return rows.length > 0 ? [`### Index of ${title.toLowerCase()}`, '', '| name | members |', '|---|---|', ...rows, ''] : [];
  });
  return api.replace(TITLE, [`${TITLE}`, 'Members inherited from aws-cdk-lib are described below, and not listed here.', '', ...sections].join('\n'));
}

function rowOf(section: string, own: ReadonlySet<string>): string {
  const [, type, id] = /^(\w+) <a name="\w+" id="([^"]+)"/.exec(section)!;
  const isStruct = section.includes('#### Initializer <a');
  const members = [...section.matchAll(/^##### .*?<a name="([^"]+)" id="([^"]+)"><\/a>$/gm)]
    .filter(([, name, anchor]) => !anchor.includes('.Initializer.') && (isStruct || own.has(`${type}.${name.split('.').at(-1)}`)))
    .map(([, name, anchor]) => `[\`${name.split('.').at(-1)}\`](#${anchor})`);
  return `| [\`${type}\`](#${id}) | ${members.join(', ')} |`;
}

if (require.main === module) {
  const file = join(ROOT, 'API.md');
  writeFileSync(file, withIndex(readFileSync(file, 'utf8'), publicNames(join(ROOT, 'src')).map(({ name }) => name)));
}
