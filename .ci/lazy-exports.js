// Rewrites the compiled lib/index.js so that each exported name loads its module when it is first used, as aws-cdk-lib does.
// Importing the package otherwise loads every CDK module that any of its constructs extends.
const fs = require('node:fs');
const path = require('node:path');

const index = path.join(__dirname, '..', 'lib', 'index.js');
const modules = [...fs.readFileSync(index, 'utf8').matchAll(/__exportStar\(require\("(.+?)"\), exports\)/g)].map(([, module]) => module);
if (modules.length > 0) {
  const exportsOf = (module) => Object.keys(require(path.join(path.dirname(index), module)));
  const getters = modules.flatMap((module) => exportsOf(module).map((name) =>
    `Object.defineProperty(exports, '${name}', { enumerable: true, get: function () { return require('${module}').${name}; } });`));
  fs.writeFileSync(index, ['"use strict";', "Object.defineProperty(exports, '__esModule', { value: true });", ...getters, ''].join('\n'));
}
