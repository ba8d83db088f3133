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

/** Classes that the other imports of an example do not contain, and a class whose name the CDK uses, too. */
const SINGLE_IMPORTS: { [use: string]: string } = {
  'List.of(': 'java.util.List',
  'Map.of(': 'java.util.Map',
  'RoleOptions.builder(': 'org.securebaseline.RoleOptions',
  'ArnComponents.builder(': 'software.amazon.awscdk.ArnComponents',
};
/** The package of these classes is imported as a whole by the usual imports. */
const USUAL_PACKAGE = 'software.amazon.awscdk';

export const LANGUAGES: Language[] = [
  {
    title: 'Python',
    target: TargetLanguage.PYTHON,
    fence: 'python',
    page: 'docs/examples-python.md',
    notes: [
      'In lists and maps, use the classes of the settings, such as `SecurityEventOverride(low_noise_threshold=4)`. From a dictionary in a list or a',
      'map, jsii drops keys in snake_case and unknown keys without an error. Elsewhere, dictionaries with snake_case keys are also accepted.',
      '',
      'An example without a class or an app belongs in the `__init__` method of a stack. Examples without imports need the following imports:',
    ],
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
    alsoImports: Object.values(SINGLE_IMPORTS).filter((name) => !name.startsWith(USUAL_PACKAGE)).map((name) => `import ${name};`),
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
  const single = singleImportsIn(statements).filter((name) => !imports.includes(`${USUAL_PACKAGE}.*`) || !name.startsWith(USUAL_PACKAGE));
  const needed = imports.length > 0 ? [...single, ...new Set(imports)] : [];
  return needed.length > 0 ? `${needed.map((name) => `import ${name};`).join('\n')}\n\n${statements}` : statements;
}

/** Only Node.js synthesizes an app when the program ends. */
function withSynth(code: string, creation: RegExp, call: (app: string) => string): string {
  const [, app] = creation.exec(code) ?? [];
  return app === undefined || code.includes(`${app}.synth()`) ? code : `${code.trimEnd()}\n\n${call(app)}\n`;
}

function singleImportsIn(statements: string): string[] {
  return Object.entries(SINGLE_IMPORTS).filter(([use]) => statements.includes(use)).map(([, name]) => name);
}
