import { nonProduction, production } from '../../baseline/presets-under-test';

interface Output {
  readonly Description: string;
  readonly Export?: { readonly Name: string };
}

/** The outputs of both presets. Outputs with a number, one for each Availability Zone, have one row. */
export function outputTable(): string[] {
  const names = new Set(outputsOf(nonProduction).map(({ name }) => name));
  const rows = outputsOf(production).map(({ name, description, isExported }) => {
    const exportName = isExported ? `\`baseline-SUFFIX-${name}\`` : '';
    return `| \`${name}\` | ${description} | ${exportName} | ${names.has(name) ? 'both' : 'production'} |`;
  });
  return ['| output | value | export name | preset |', '|---|---|---|---|', ...[...new Set(rows)].sort()];
}

/** The outputs of a preset. The logical id of an output consists of the id of the baseline, the name and a hash. */
function outputsOf({ template }: typeof production) {
  const withoutNumber = (text: string) => text.replace(/\d+$/, 'N');
  return Object.entries<Output>(template.toJSON().Outputs).map(([id, { Description, Export }]) => ({
    name: withoutNumber(/^Baseline(\w+)Output[\dA-F]{8}$/.exec(id)![1]),
    description: withoutNumber(Description),
    isExported: Export !== undefined,
  }));
}
