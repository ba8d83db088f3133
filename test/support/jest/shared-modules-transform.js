/** Replaces a module by a reference to the copy that all suites of a worker share. See shared-modules-environment.js. */
module.exports = { process: (_source, path) => ({ code: `module.exports = requireShared(${JSON.stringify(path)});` }) };
