import { TextFile, type awscdk } from 'projen';
import { DevContainer, VsCode } from 'projen/lib/vscode';

/** The same for every editor. `.editorconfig` is read by most of them without an extension. */
const EDITOR_CONFIG = [
  'root = true',
  '',
  '[*]',
  'charset = utf-8',
  'end_of_line = lf',
  'indent_style = space',
  'indent_size = 2',
  'insert_final_newline = true',
  'trim_trailing_whitespace = true',
  '',
  '[*.py]',
  'indent_size = 4',
];

const EXTENSIONS = ['dbaeumer.vscode-eslint', 'editorconfig.editorconfig', 'orta.vscode-jest', 'kddejong.vscode-cfn-lint'];

/** What GitHub shows to people who come with a question, and what editors are told. */
export function addCommunityFiles(library: awscdk.AwsCdkConstructLibrary): void {
  new TextFile(library, '.editorconfig', { marker: false, lines: [`# ${library.projenCommand} writes this file: see projenrc/community.ts.`, ...EDITOR_CONFIG, ''] });
  const editor = new VsCode(library);
  editor.extensions.addRecommendations(...EXTENSIONS);
  editor.settings.addSettings({
    'editor.codeActionsOnSave': { 'source.fixAll.eslint': 'explicit' },
    'eslint.useFlatConfig': false,
    'jest.jestCommandLine': 'npx jest',
    'typescript.tsdk': 'node_modules/typescript/lib',
    // What tools write, and nobody looks for.
    'search.exclude': { '**/cdk.out*': true, 'API.md': true, 'assets': true, 'dist': true, 'lib': true, '.emulator': true },
  });
  const container = new DevContainer(library, {
    dockerImage: { image: 'mcr.microsoft.com/devcontainers/typescript-node:22' },
    vscodeExtensions: EXTENSIONS,
  });
  Object.assign(container.config, {
    name: 'secure-baseline',
    // The demo needs Python; packages for Java need a JDK and Maven.
    features: {
      'ghcr.io/devcontainers/features/python:1': { version: '3.12' },
      'ghcr.io/devcontainers/features/java:1': { version: '17', installMaven: true },
    },
    postCreateCommand: 'npm ci',
    // projen writes them where editors no longer look.
    extensions: undefined,
    customizations: { vscode: { extensions: EXTENSIONS } },
  });
  library.npmignore!.exclude('/.devcontainer.json', '/.editorconfig');
}
