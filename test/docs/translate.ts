/**
 * Translates the examples of README and guides to Python and Java, as Construct Hub does those of the package, and fails where that
 * fails. It needs the compiled package. With a folder as argument it writes the translations there.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { RosettaTranslator, TargetLanguage, typeScriptSnippetFromCompleteSource, type TranslatedSnippet, type TypeScriptSnippet } from 'jsii-rosetta';
import { examples } from './examples';
import { ROOT } from './pages';

const LANGUAGES = { py: TargetLanguage.PYTHON, java: TargetLanguage.JAVA };

async function main(output?: string): Promise<void> {
  const snippets = examples().map(({ place, source }) => snippetOf(place, source));
  const translator = new RosettaTranslator({ includeCompilerDiagnostics: true });
  const consumer = consumerFolder();
  const { diagnostics } = await translator.translateAll(snippets, { compilationDirectory: consumer });
  rmSync(consumer, { recursive: true });
  const translations = translator.tablet.snippetKeys.map((key) => translator.tablet.tryGetSnippet(key)!);
  if (output) {
    translations.forEach((translation) => write(output, translation));
  }
  const problems = [...diagnostics.map(({ formattedMessage }) => formattedMessage), ...translations.flatMap(problemOfPython)];
  problems.forEach((problem) => console.error(problem));
  console.log(`${snippets.length} examples translated, ${problems.length} problems`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

function snippetOf(place: string, source: string): TypeScriptSnippet {
  return typeScriptSnippetFromCompleteSource(source, { api: { api: 'file', fileName: place } }, true);
}

/** A folder in which the package is installed, as its users have it. */
function consumerFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'examples-'));
  const targets = { '@org/secure-baseline': ROOT, 'aws-cdk-lib': join(ROOT, 'node_modules/aws-cdk-lib'), 'constructs': join(ROOT, 'node_modules/constructs') };
  for (const [name, target] of Object.entries(targets)) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(target, link);
  }
  return folder;
}

/** What rosetta does not know it leaves as it was, which seldom is Python. */
function problemOfPython(translation: TranslatedSnippet): string[] {
  try {
    execFileSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: translation.get(LANGUAGES.py)?.source, stdio: 'pipe' });
    return [];
  } catch (error) {
    return [`${placeOf(translation)} is no Python: ${String((error as { stderr?: Buffer }).stderr).trim().split('\n').slice(-4).join(' ')}`];
  }
}

function placeOf({ snippet: { location } }: TranslatedSnippet): string {
  return location?.api.api === 'file' ? location.api.fileName : '';
}

function write(folder: string, translation: TranslatedSnippet): void {
  mkdirSync(folder, { recursive: true });
  Object.entries(LANGUAGES).forEach(([ending, language]) =>
    writeFileSync(join(folder, `${placeOf(translation).replace(/[/:]/g, '-')}.${ending}`), `${translation.get(language)?.source}\n`));
}

main(process.argv[2]).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
