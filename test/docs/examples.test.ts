import { join } from 'node:path';
import * as ts from 'typescript';
import { examples } from './examples';
import { ROOT } from './pages';

/** What the examples are compiled with: the sources in the place of the published package. */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node'],
  paths: { '@org/secure-baseline': [join(ROOT, 'src/index.ts')] },
};

const WRONG = { place: 'wrong', source: "import { LoggingBucket } from '@org/secure-baseline';\nnew LoggingBucket(undefined!, 'Bucket', { nothing: true });\n" };

const fileOf = (place: string) => join(__dirname, `${place.replace(/[/:]/g, '-')}.ts`);

/** The errors of examples that are files beside this one, though not on disk. */
function compile(sources: { [file: string]: string }): (file: string) => string[] {
  const host = ts.createCompilerHost(OPTIONS);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (file) => file in sources || fileExists(file);
  host.getSourceFile = (file, version) =>
    file in sources ? ts.createSourceFile(file, sources[file], version) : getSourceFile.call(host, file, version);
  const program = ts.createProgram(Object.keys(sources), OPTIONS, host);
  return (file) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  };
}

describe('the examples of README and guides', () => {
  const shown = examples();
  const errorsOf = compile(Object.fromEntries([...shown, WRONG].map(({ place, source }) => [fileOf(place), source])));

  test.each(shown.map(({ place }) => place))('%s compiles', (place) => expect(errorsOf(fileOf(place))).toEqual([]));

  test('would not compile with a prop that does not exist', () => {
    expect(errorsOf(fileOf(WRONG.place))).toEqual([expect.stringContaining("'nothing' does not exist")]);
  });
});
