import { TargetLanguage } from 'jsii-rosetta';

/** A language that the examples are translated to, and what jsii-rosetta does not do by itself. */
export interface Language {
  readonly title: string;
  readonly target: TargetLanguage;
  /** Of a block in Markdown. */
  readonly fence: string;
  readonly page: string;
  /** What a reader of the page must know. */
  readonly notes: string[];
  readonly repair: (translation: string) => string;
}

export const LANGUAGES: Language[] = [
  {
    title: 'Python',
    target: TargetLanguage.PYTHON,
    fence: 'python',
    page: 'docs/examples-python.md',
    notes: ['An example without a class or an app is the inside of a stack\'s `__init__`. Where it imports no modules of its own, it needs these:'],
    repair: repairPython,
  },
  {
    title: 'Java',
    target: TargetLanguage.JAVA,
    fence: 'java',
    page: 'docs/examples-java.md',
    notes: [
      'Statements outside of a class belong into `main`, where there is an `App`, or else into the constructor of a stack. Where an example imports',
      'nothing, it needs these:',
    ],
    repair: repairJava,
  },
];

/** Names that are imported twice, the import of jsii itself, what a stack hands on to `Stack`, and an empty line below the imports. */
export function repairPython(translation: string): string {
  const python = translation
    .replace(/^(from \S+ import )(.+)$/gm, (_, from: string, names: string) => `${from}${[...new Set(names.split(', '))].join(', ')}`)
    .replace(/(def __init__\([\w, *]+?)(?:, \*)?(?:, \w+=None)+\)/g, '$1, **kwargs)')
    .replace(/(super\(\)\.__init__\(scope, id)(?:, \w+=\w+)+\)/g, '$1, **kwargs)')
    .replace(/^((?:from|import) .+\n)(?!from|import)(?=.)/m, '$1\n');
  return python.includes('@jsii.') ? `import jsii\n${python}` : python;
}

/** Getters in front of a call, the comparison of texts, and imports that leave out the builders. */
export function repairJava(translation: string): string {
  const java = translation
    .replace(/\b([a-z]\w*)\.([a-z])(\w*)(?=\.[a-z]\w*\()/g, (_, of: string, first: string, rest: string) => `${of}.get${first.toUpperCase()}${rest}()`)
    .replace(/([\w.]+(?:\(\))?) == ("[^"]*")/g, '$2.equals($1)');
  const imports = [...java.matchAll(/^import (\S+)\.[\w*]+;$/gm)].map(([, from]) => `${from}.*`);
  const statements = java.replace(/^import .*;(\n|$)/gm, '').trimStart();
  const needed = imports.length > 0 ? [...collectionsIn(statements), ...new Set(imports)] : [];
  return needed.length > 0 ? `${needed.map((name) => `import ${name};`).join('\n')}\n\n${statements}` : statements;
}

const collectionsIn = (statements: string) => ['List', 'Map'].filter((name) => statements.includes(`${name}.of(`)).map((name) => `java.util.${name}`);
