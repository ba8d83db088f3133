import { nonProduction, production } from '../../baseline/presets-under-test';

interface Output {
  readonly Description: string;
  readonly Export: { readonly Name: string };
}

const SUFFIX = /^baseline-[a-z]+-/;

/** The outputs of both presets, with their export names. */
export function outputTable(): string[] {
  const names = new Set(outputsOf(nonProduction).map(({ Export: { Name } }) => Name.replace(SUFFIX, '')));
  const rows = outputsOf(production).map(({ Description, Export: { Name } }) => {
    const name = Name.replace(SUFFIX, '');
    return `| \`baseline-SUFFIX-${name}\` | ${Description} | ${names.has(name) ? 'both' : 'production'} |`;
  });
  return ['| export name | value | preset |', '|---|---|---|', ...rows.sort()];
}

const outputsOf = ({ template }: typeof production) => Object.values<Output>(template.toJSON().Outputs);
