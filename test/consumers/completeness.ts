/** Checks that each consumer uses every construct and every option. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constructsOf, methodsWithOptions, propertiesOf, propsOf, structsWithin, type Assembly, type Type } from './assembly';

interface Language {
  readonly name: string;
  readonly folder: string;
  readonly ending: string;
  /** Matches the beginning of a struct value. */
  readonly struct: (name: string) => RegExp;
  /** Matches the creation of a construct. */
  readonly construct: (name: string) => RegExp;
  /** Matches a method call with options. */
  readonly call: (method: string, options: string) => RegExp;
  readonly open: RegExp;
  readonly close: RegExp;
  /** The nesting depth of the options after the name of a construct. */
  readonly depth: number;
  readonly option: (name: string) => RegExp;
}

const LANGUAGES: Language[] = [
  {
    name: 'TypeScript',
    folder: 'typescript',
    ending: '.ts',
    struct: (name) => new RegExp(`: ${name} = (?={)`, 'g'),
    construct: (name) => new RegExp(`\\bnew ${name}(?=\\()`, 'g'),
    call: (method) => new RegExp(`\\.${method}(?=\\()`, 'g'),
    open: /[{[(]/,
    close: /[}\])]/,
    depth: 2,
    option: (name) => new RegExp(`(?<=^\\s*|[{,]\\s*)${name}(?=\\s*(:|,|$))`),
  },
  {
    name: 'Python',
    folder: 'python',
    ending: '.py',
    struct: (name) => new RegExp(`\\b${name}(?=\\()`, 'g'),
    construct: (name) => new RegExp(`\\b${name}(?=\\()`, 'g'),
    call: (method) => new RegExp(`\\.${snakeCase(method)}(?=\\()`, 'g'),
    open: /[{[(]/,
    close: /[}\])]/,
    depth: 1,
    option: (name) => new RegExp(`\\b${snakeCase(name)}=`),
  },
  {
    name: 'Java',
    folder: 'java/src/main/java/com/example',
    ending: '.java',
    struct: (name) => new RegExp(`\\b${name}(?=\\.builder\\()`, 'g'),
    construct: (name) => new RegExp(`\\b${name}(?=\\.Builder\\.create\\(|\\()`, 'g'),
    call: (_method, options) => new RegExp(`\\b${options}(?=\\.builder\\()`, 'g'),
    open: /\.(?:builder|create)\(/,
    close: /\.build\(/,
    depth: 1,
    option: (name) => new RegExp(`\\.${name}\\(`),
  },
];

const COMMENT = /^\s*(\/\/|#).*$/gm;
/** The options of SecureBaseline are in two sets, which these files contain. */
const BASELINE = 'SecureBaseline';
const BASELINE_FILES = /^(app|options|ConsumerApp|Options)\./;

/** Returns an error for each construct and option that a consumer does not use. */
export function unusedApi(assembly: Assembly): string[] {
  return LANGUAGES.flatMap((language) => [...unusedConstructs(assembly, language), ...unusedOptions(assembly, language)]);
}

function unusedConstructs(assembly: Assembly, language: Language): string[] {
  const text = textOf(language);
  return constructsOf(assembly)
    .filter(({ name }) => !language.construct(name).test(text))
    .map(({ name }) => `${language.name} does not use ${name}: add it to the constructs stack.`);
}

function unusedOptions(assembly: Assembly, language: Language): string[] {
  const text = textOf(language);
  const used = new Map<Type, string[]>();
  const add = (struct: Type, texts: string[]) => used.set(struct, [...(used.get(struct) ?? []), ...texts]);
  for (const construct of constructsOf(assembly)) {
    const props = propsOf(assembly, construct);
    structsWithin(assembly, props).forEach((struct) => add(struct, expressions(language.struct(struct.name), text, language, 1)));
    if (props) {
      add(props, construct.name === BASELINE ? [textOf(language, BASELINE_FILES)] : expressions(language.construct(construct.name), text, language, language.depth));
    }
  }
  for (const { name, options } of methodsWithOptions(assembly)) {
    add(options, expressions(language.call(name, options.name), text, language, language.depth));
  }
  return [...used].flatMap(([struct, texts]) => propertiesOf(assembly.types, struct)
    .filter(({ name }) => !texts.some((one) => language.option(name).test(one)))
    .map(({ name }) => `${language.name} does not use ${struct.name}.${name}: add it to the options, or to the stack with construct options.`));
}

/** All expressions with the beginning, without content that is nested more deeply. */
function expressions(begin: RegExp, text: string, language: Language, depth: number): string[] {
  return [...text.matchAll(begin)].map(({ index }) => expression(text.slice(index), language, depth));
}

/** The text up to the last closing bracket, without content that is nested more deeply. */
function expression(text: string, { open, close }: Language, wanted: number): string {
  let depth = 0;
  let end = 0;
  let result = '';
  for (const token of text.matchAll(new RegExp(`(?<open>${open.source})|(?<close>${close.source})`, 'g'))) {
    result += depth === wanted ? text.slice(end, token.index) : '';
    end = token.index + token[0].length;
    depth += token.groups!.open ? 1 : -1;
    if (depth === 0) {
      break;
    }
  }
  return result;
}

function textOf({ folder, ending }: Language, files = /./): string {
  return readdirSync(join(__dirname, folder))
    .filter((file) => file.endsWith(ending) && files.test(file))
    .map((file) => readFileSync(join(__dirname, folder, file), 'utf8').replace(COMMENT, ''))
    .join('\n');
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
