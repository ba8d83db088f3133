import { join } from 'node:path';
import * as ts from 'typescript';
import { docExamples, examples } from './examples';
import { ROOT } from './pages';
import { constructNames } from './public-names';

/** The compiler options for the examples, which use the sources instead of the published package. */
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

const INVALID = { place: 'invalid', source: "import { LoggingBucket } from '@org/secure-baseline';\nnew LoggingBucket(undefined!, 'Bucket', { nothing: true });\n" };

const fileOf = (place: string) => join(__dirname, `${place.replace(/[/:]/g, '-')}.ts`);

/** Compiles examples that are not on disk, and returns a function that finds the errors of a file. */
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

const inDocs = docExamples();
const inPages = examples();
const errorsOf = compile(Object.fromEntries([...inDocs, ...inPages, INVALID].map(({ place, source }) => [fileOf(place), source])));

describe('examples in doc comments', () => {
  test('exist for every construct', () => {
    expect(constructNames(join(ROOT, 'src')).filter((construct) => !inDocs.some(({ name }) => name === construct))).toEqual([]);
  });

  test.each(inDocs.map(({ place }) => place))('%s compiles', (place) => expect(errorsOf(fileOf(place))).toEqual([]));
});

describe('examples of the README and the guides', () => {
  test.each(inPages.map(({ place }) => place))('%s compiles', (place) => expect(errorsOf(fileOf(place))).toEqual([]));

  test('fail to compile with a prop that does not exist', () => {
    expect(errorsOf(fileOf(INVALID.place))).toEqual([expect.stringContaining("'nothing' does not exist")]);
  });
});
