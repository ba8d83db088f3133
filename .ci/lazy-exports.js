// Rewrites the compiled lib/index.js so that each exported name loads its module when it is first used, as aws-cdk-lib does.
// Importing the package otherwise loads every CDK module that any of its constructs extends.
const fs = require('node:fs');
const path = require('node:path');

const index = path.join(__dirname, '..', 'lib', 'index.js');
const modules = [...fs.readFileSync(index, 'utf8').matchAll(/__exportStar\(require\("(.+?)"\), exports\)/g)].map(([, module]) => module);
if (modules.length > 0) {
  const exportsOf = (module) => Object.keys(require(path.join(path.dirname(index), module)));
  const names = modules.flatMap((module) => exportsOf(module).map((name) => ({ name, module })));
  fs.writeFileSync(index, [
    '"use strict";',
    "Object.defineProperty(exports, '__esModule', { value: true });",
    'const lazy = (name, load) => Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] });',
    // ES modules find the names of a CommonJS module by such assignments alone.
    ...names.map(({ name }) => `exports.${name} = void 0;`),
    ...names.map(({ name, module }) => `lazy('${name}', () => require('${module}'));`),
    '',
  ].join('\n'));
}
