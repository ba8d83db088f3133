/** The examples of the guides in Python and Java, as a reader copies them: with exactly the imports that their page shows. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installed } from './consumer';
import { run, SILENT, type Progress } from './workspace';
import { blocksOf, page, type Block } from '../docs/pages';

const PYTHON_PAGE = 'docs/examples-python.md';
const JAVA_PAGE = 'docs/examples-java.md';
const ENV = { ...SILENT, CDK_OUTDIR: 'cdk.out', CDK_VALIDATION: 'false' };

/** The examples of the guides in one language, in a copy of the example project. */
export interface GuideExamples {
  /** Writes a program for each example, if the consumer checks their types. */
  readonly write?: (copy: Installed) => void;
  /** Compiles and runs the programs, and fails unless each writes a cloud assembly. */
  readonly run: (copy: Installed, progress: Progress) => Promise<unknown>;
}

export interface GuideExample {
  readonly place: string;
  readonly text: string;
  /** The imports of the page, unless the example has imports of its own. */
  readonly imports: string;
}

/** A package that the consumers do not install. */
const NOT_INSTALLED = /\bcdk_?nag\b/;

/** The first block of a page contains the imports for the examples that have none. */
export function guideExamples(path: string, hasImports: (text: string) => boolean): GuideExample[] {
  const [{ text: usualImports }, ...examples] = blocksOf(page(path));
  return examples.filter(({ text }) => !NOT_INSTALLED.test(text)).map(({ place, text }: Block) => ({ place, text, imports: hasImports(text) ? '' : usualImports }));
}

export const pythonExamples = () => guideExamples(PYTHON_PAGE, (text) => /^(from|import) aws_cdk\b/m.test(text));
export const javaExamples = () => guideExamples(JAVA_PAGE, (text) => /^import /m.test(text));

/** A Python program that shows an example: the example itself if it creates an app or declares a class, otherwise a stack with the example in its `__init__`. */
export function pythonProgram({ text, imports }: GuideExample): string {
  if (/^(?:\w+ = App\(|class )/m.test(text)) {
    return `${imports}${text}`;
  }
  const own = text.match(/^(?:from|import) .+$/gm) ?? [];
  const statements = text.replace(/^(?:from|import) .+\n/gm, '').trim();
  return [
    imports,
    ...own,
    'import aws_cdk',
    'import constructs',
    '',
    'class Example(aws_cdk.Stack):',
    '    def __init__(self, scope: constructs.Construct, id: str) -> None:',
    '        super().__init__(scope, id)',
    ...statements.split('\n').map((line) => `        ${line}`),
    '',
    'app = aws_cdk.App()',
    'Example(app, "Example")',
    'app.synth()',
    '',
  ].join('\n');
}

/** The same in Java: statements belong into `main` if they create an app, otherwise into the constructor of a stack. */
export function javaProgram({ text, imports }: GuideExample, name: string): string {
  const own = text.match(/^import .+;$/gm) ?? [];
  const code = text.replace(/^import .+;\n?/gm, '').trim();
  const classes = code.match(/^public class [\s\S]*?^}$/gm) ?? [];
  const statements = classes.reduce((rest, one) => rest.replace(one, ''), code).trim();
  const isApp = /^App \w+ = new App\(/m.test(statements);
  const indented = statements.split('\n').map((line) => `        ${line}`);
  const inStack = [
    `    ${name}(final software.constructs.Construct scope, final String id) {`,
    '        super(scope, id);',
    ...indented,
    '    }',
    '',
    '    public static void main(final String[] args) {',
    '        final software.amazon.awscdk.App app = new software.amazon.awscdk.App();',
    `        new ${name}(app, "Example");`,
    '        app.synth();',
    '    }',
  ];
  const inMain = ['    public static void main(final String[] args) {', ...indented, '    }'];
  return [
    `package guides.${name.toLowerCase()};`,
    '',
    imports,
    ...own,
    '',
    ...classes.map((one) => one.replace(/^public /, '')),
    '',
    `public class ${name}${isApp ? '' : ' extends software.amazon.awscdk.Stack'} {`,
    ...(isApp ? inMain : inStack),
    '}',
    '',
  ].join('\n');
}

export const PYTHON_GUIDES: GuideExamples = { write: writePythonExamples, run: runPythonExamples };
export const JAVA_GUIDES: GuideExamples = { run: runJavaExamples };

function writePythonExamples({ folder }: Installed): void {
  const guides = emptyFolder(join(folder, 'guides'));
  writeFileSync(join(guides, 'main.py'), PYTHON_MAIN);
  // A translated subclass has no type annotations.
  pythonExamples().forEach((example, index) => writeFileSync(join(guides, `example_${index}.py`), `# ${example.place}\n# pyright: standard\n${pythonProgram(example)}`));
}

async function runPythonExamples({ folder, env }: Installed, progress: Progress): Promise<void> {
  await run('python', ['main.py'], { cwd: join(folder, 'guides'), progress, env: { ...env, ...ENV } });
}

const PYTHON_MAIN = `import pathlib
import runpy
import sys

failures: list[str] = []
manifest = pathlib.Path("cdk.out/manifest.json")
for path in sorted(pathlib.Path(".").glob("example_*.py")):
    place = path.read_text().splitlines()[0]
    manifest.unlink(missing_ok=True)
    try:
        names = runpy.run_path(str(path))
        if "app" in names and not manifest.exists():
            failures.append(f"{path} {place}: writes no cloud assembly")
    except Exception as error:
        failures.append(f"{path} {place}: {error}")
if failures:
    sys.exit("\\n".join(failures))
`;

function writeJavaExamples({ folder }: Installed): void {
  const guides = emptyFolder(join(folder, 'src/main/java/guides'));
  const examples = javaExamples();
  const nameOf = (index: number) => `Example${index}`;
  examples.forEach((example, index) => {
    const name = nameOf(index);
    const source = emptyFolder(join(guides, name.toLowerCase()));
    writeFileSync(join(source, `${name}.java`), javaProgram(example, name));
  });
  writeFileSync(join(guides, 'Main.java'), javaMain(examples.map(({ place }, index) => ({ place, name: nameOf(index) }))));
}

async function runJavaExamples(copy: Installed, progress: Progress): Promise<void> {
  writeJavaExamples(copy);
  await run('mvn', ['--quiet', 'compile', 'exec:java', '-Dexec.mainClass=guides.Main'], { cwd: copy.folder, progress, env: { ...copy.env, ...ENV } });
}

function javaMain(examples: { readonly place: string; readonly name: string }[]): string {
  return `package guides;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

public final class Main {
    private static final Path MANIFEST = Path.of("cdk.out", "manifest.json");
    private static final List<String> FAILURES = new ArrayList<>();

    public static void main(final String[] args) throws Exception {
${examples.map(({ place, name }) => `        check("${place}", () -> guides.${name.toLowerCase()}.${name}.main(args));`).join('\n')}
        if (!FAILURES.isEmpty()) {
            throw new IllegalStateException(String.join("\\n", FAILURES));
        }
    }

    private static void check(final String place, final Runnable example) throws Exception {
        Files.deleteIfExists(MANIFEST);
        try {
            example.run();
            if (!Files.exists(MANIFEST)) {
                FAILURES.add(place + ": writes no cloud assembly");
            }
        } catch (RuntimeException error) {
            FAILURES.add(place + ": " + error.getMessage());
        }
    }
}
`;
}

function emptyFolder(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
