// Rewrites the compiled lib/index.js so that each exported name loads its module on first use, as in aws-cdk-lib.
// Otherwise, an import of the package loads every CDK module that its constructs extend.
const fs = require('node:fs');
const path = require('node:path');

const index = path.join(__dirname, '..', 'lib', 'index.js');
const compiled = fs.readFileSync(index, 'utf8');
const modules = [...compiled.matchAll(/__exportStar\(require\("(.+?)"\), exports\)/g)].map(([, module]) => module);
if (modules.length > 0) {
  const exportsOf = (module) => Object.keys(require(path.join(path.dirname(index), module)));
  const names = modules.flatMap((module) => exportsOf(module).map((name) => ({ name, module })));
  fs.writeFileSync(index, [
    // The directive that TypeScript emits.
    compiled.split('\n', 1)[0],
    "Object.defineProperty(exports, '__esModule', { value: true });",
    'const lazy = (name, load) => Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] });',
    // Node.js detects the exports of a CommonJS module for ES modules only by such assignments.
    ...names.map(({ name }) => `exports.${name} = void 0;`),
    ...names.map(({ name, module }) => `lazy('${name}', () => require('${module}'));`),
    '',
  ].join('\n'));
}
