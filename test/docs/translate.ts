/**
 * Translates the examples of the README and the guides to Python and Java, and generates one page for each language.
 * Exits with 1 if a translation fails. Requires the compiled package.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { RosettaTranslator, TargetLanguage, typeScriptSnippetFromCompleteSource, type TranslatedSnippet, type TypeScriptSnippet } from 'jsii-rosetta';
import { examplesPage } from './example-pages';
import { examples, usualImports } from './examples';
import { LANGUAGES, type Language } from './languages';
import { ROOT } from './pages';

const IMPORTS = 'rosetta/inside.ts-fixture';

async function main(): Promise<void> {
  const all = examples();
  const snippets = [...all.map(({ place, source }) => snippetOf(place, source)), snippetOf(IMPORTS, usualImports())];
  const translator = new RosettaTranslator({ includeCompilerDiagnostics: true });
  const consumer = consumerFolder();
  const { diagnostics } = await translator.translateAll(snippets, { compilationDirectory: consumer });
  rmSync(consumer, { recursive: true });
  const translations = new Map(translator.tablet.snippetKeys.map((key) => translator.tablet.tryGetSnippet(key)!).map((one) => [placeOf(one), one]));
  const inLanguage = ({ target, repair }: Language, place: string) => repair(translations.get(place)!.get(target)!.source);
  const problems = [
    ...diagnostics.map(({ formattedMessage }) => formattedMessage),
    ...LANGUAGES.filter(({ target }) => target === TargetLanguage.PYTHON)
      .flatMap((python) => all.flatMap(({ place }) => problemOfPython(place, inLanguage(python, place)))),
  ];
  LANGUAGES.forEach((language) => {
    const page = examplesPage(language, all, inLanguage(language, IMPORTS), ({ place }) => inLanguage(language, place));
    writeFileSync(join(ROOT, language.page), page);
  });
  problems.forEach((problem) => console.error(problem));
  console.log(`Translated ${all.length} examples with ${problems.length} problems.`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

function snippetOf(place: string, source: string): TypeScriptSnippet {
  return typeScriptSnippetFromCompleteSource(source, { api: { api: 'file', fileName: place } }, true);
}

/** Creates a folder in which the package is installed. */
function consumerFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'examples-'));
  const installed = ['aws-cdk-lib', 'cdk-nag', 'constructs'].map((name) => [name, join(ROOT, 'node_modules', name)]);
  for (const [name, target] of [['@org/secure-baseline', ROOT], ...installed]) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(target, link);
  }
  return folder;
}

/** Checks the syntax, because jsii-rosetta does not translate syntax that it does not know. */
function problemOfPython(place: string, python: string): string[] {
  try {
    execFileSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: python, stdio: 'pipe' });
    return [];
  } catch (error) {
    return [`The translation of ${place} is not valid Python: ${String((error as { stderr?: Buffer }).stderr).trim().split('\n').slice(-4).join(' ')}`];
  }
}

function placeOf({ snippet: { location } }: TranslatedSnippet): string {
  return location?.api.api === 'file' ? location.api.fileName : '';
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
