import { TargetLanguage } from 'jsii-rosetta';

/** A language of the translated examples, with the corrections of the translation by jsii-rosetta. */
export interface Language {
  readonly title: string;
  readonly target: TargetLanguage;
  /** The language of the Markdown code blocks. */
  readonly fence: string;
  readonly page: string;
  /** The introduction of the page. */
  readonly notes: string[];
  /** The lines that translated examples need in addition to the translated imports. */
  readonly alsoImports: string[];
  readonly repair: (translation: string) => string;
}

/** The names that the other imports do not bring: collections, and a name that the CDK has, too. */
const SINGLE_IMPORTS: { [name: string]: { from: string; use: string } } = {
  List: { from: 'java.util.List', use: 'List.of(' },
  Map: { from: 'java.util.Map', use: 'Map.of(' },
  RoleOptions: { from: 'org.securebaseline.RoleOptions', use: 'RoleOptions.builder(' },
};

export const LANGUAGES: Language[] = [
  {
    title: 'Python',
    target: TargetLanguage.PYTHON,
    fence: 'python',
    page: 'docs/examples-python.md',
    notes: ['An example without a class or an app belongs in the `__init__` method of a stack. Examples without imports need the following imports:'],
    alsoImports: [],
    repair: repairPython,
  },
  {
    title: 'Java',
    target: TargetLanguage.JAVA,
    fence: 'java',
    page: 'docs/examples-java.md',
    notes: [
      'Statements outside a class belong in the `main` method if they create an `App`, otherwise in the constructor of a stack. Examples without',
      'imports need the following imports:',
    ],
    alsoImports: Object.values(SINGLE_IMPORTS).map(({ from }) => `import ${from};`),
    repair: repairJava,
  },
];

/**
 * Corrects duplicate imports, the missing import of jsii, the keyword arguments that a stack passes to `Stack`, and the empty line after the
 * imports. Adds the call of `synth`, which apps in TypeScript do not need.
 */
export function repairPython(translation: string): string {
  const python = translation
    .replace(/^(from \S+ import )(.+)$/gm, (_, from: string, names: string) => `${from}${[...new Set(names.split(', '))].join(', ')}`)
    .replace(/(def __init__\([\w, *]+?)(?:, \*)?(?:, \w+=None)+\)/g, '$1, **kwargs)')
    .replace(/(super\(\)\.__init__\(scope, id)(?:, \w+=\w+)+\)/g, '$1, **kwargs)')
    .replace(/^((?:from|import) .+\n)(?!from|import)(?=.)/m, '$1\n');
  return withSynth(python.includes('@jsii.') ? `import jsii\n${python}` : python, /^(\w+) = App\(/m, (app) => `${app}.synth()`);
}

/** Corrects getters before a method call, comparisons of strings, and imports without the builders. Adds the call of `synth`. */
export function repairJava(translation: string): string {
  const java = translation
    .replace(/\b([a-z]\w*)\.([a-z])(\w*)(?=\.[a-z]\w*\()/g, (_, of: string, first: string, rest: string) => `${of}.get${first.toUpperCase()}${rest}()`)
    .replace(/([\w.]+(?:\(\))?) == ("[^"]*")/g, '$2.equals($1)');
  const imports = [...java.matchAll(/^import (\S+)\.[\w*]+;$/gm)].map(([, from]) => `${from}.*`);
  const statements = withSynth(java.replace(/^import .*;(\n|$)/gm, '').trimStart(), /^App (\w+) = new App\(/m, (app) => `${app}.synth();`);
  const needed = imports.length > 0 ? [...singleImportsIn(statements), ...new Set(imports)] : [];
  return needed.length > 0 ? `${needed.map((name) => `import ${name};`).join('\n')}\n\n${statements}` : statements;
}

/** Only Node.js synthesizes an app when the program ends. */
function withSynth(code: string, creation: RegExp, call: (app: string) => string): string {
  const [, app] = creation.exec(code) ?? [];
  return app === undefined || code.includes(`${app}.synth()`) ? code : `${code.trimEnd()}\n\n${call(app)}\n`;
}

function singleImportsIn(statements: string): string[] {
  return Object.values(SINGLE_IMPORTS).filter(({ use }) => statements.includes(use)).map(({ from }) => from);
}
