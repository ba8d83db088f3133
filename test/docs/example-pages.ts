import { createHash } from 'node:crypto';
import { basename, relative } from 'node:path';
import type { Example } from './examples';
import type { Language } from './languages';
import { titlesOf, type Page } from './pages';

/** A comment with the hash of an example. It shows whether a translation is outdated. */
export function markOf({ source }: Example): string {
  return `<!-- ${createHash('sha256').update(source).digest('hex').slice(0, 12)} -->`;
}

export const marksIn = (text: string) => text.match(/^<!-- [0-9a-f]{12} -->$/gm) ?? [];

export const titleOf = (page: Page) => titlesOf(page)[0];

/** Generates the page with the examples of all guides in one language. */
export function examplesPage(language: Language, examples: Example[], imports: string, translationOf: (example: Example) => string): string {
  const guides = [...new Map(examples.map(({ page }) => [page.path, page])).values()];
  const block = (code: string) => ['```' + language.fence, code.trim(), '```', ''];
  return [
    `# Examples in ${language.title}`,
    '',
    'The examples of all guides under the headings of the guides. `npx projen examples` generates this page: it translates the examples with',
    '[jsii-rosetta](https://github.com/aws/jsii-rosetta), as Construct Hub does. The guides contain the explanations.',
    '',
    ...language.notes,
    '',
    ...block([...language.alsoImports, imports].join('\n')),
    ...guides.flatMap((guide) => [
      `## ${titleOf(guide)}`,
      '',
      `From [${basename(guide.path)}](${relative('docs', guide.path)}).`,
      '',
      ...examples.filter(({ page }) => page === guide).flatMap((example, position, all) => [
        ...(example.heading === all[position - 1]?.heading || example.heading === titleOf(guide) ? [] : [`### ${example.heading}`, '']),
        markOf(example),
        ...block(translationOf(example)),
      ]),
    ]),
  ].join('\n').trimEnd() + '\n';
}
