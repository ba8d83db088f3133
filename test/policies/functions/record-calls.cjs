/**
 * Preloaded into the functions that the emulator runs. Records every command that the functions send with a client of the AWS SDK.
 */
const { appendFileSync } = require('node:fs');
const Module = require('node:module');

const { AWS_LAMBDA_FUNCTION_NAME: name, RECORDED_CALLS: file } = process.env;
const seen = new Set();

function record(exports) {
  for (const Client of Object.values(exports)) {
    if (typeof Client !== 'function' || !/Client$/.test(Client.name) || typeof Client.prototype?.send !== 'function' || seen.has(Client)) {
      continue;
    }
    seen.add(Client);
    const { send } = Client.prototype;
    Client.prototype.send = function (command, ...rest) {
      appendFileSync(file, `${JSON.stringify({ function: name, command: command.constructor.name, input: command.input })}\n`);
      return send.call(this, command, ...rest);
    };
  }
}

if (name && file) {
  const load = Module._load;
  Module._load = function (request, ...rest) {
    const exports = load.call(this, request, ...rest);
    if (request.startsWith('@aws-sdk/client-')) {
      record(exports);
    }
    return exports;
  };
}
