import { join } from 'node:path';
import { firstSentence } from './presets';
import { ROOT } from '../pages';
import { constructNames, publicNames } from '../public-names';

const API = 'https://github.com/org/secure-baseline/blob/main/API.md';

/** Every construct with the first sentence of its documentation. */
export function constructTable(): string[] {
  const names = publicNames(join(ROOT, 'src'));
  const rows = constructNames(join(ROOT, 'src')).map((name) => {
    const { text } = names.find((one) => one.name === name)!;
    return `| [\`${name}\`](${API}#@org/secure-baseline.${name}) | ${firstSentence(text)} |`;
  });
  return ['| construct | what it does |', '|---|---|', ...rows];
}
