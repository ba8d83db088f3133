const { TestEnvironment } = require('jest-environment-node');

/**
 * Loads the CDK once for all suites of a worker. By default, jest loads and compiles every module again for each suite, which took
 * a quarter of the processor time of the tests.
 */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global.requireShared = require;
  }
};
