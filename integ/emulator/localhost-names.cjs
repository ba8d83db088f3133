/**
 * Preloaded into the functions that the emulator runs. Resolves the names below localhost to the loopback address, as RFC 6761 demands, because
 * Node.js asks a name server. The SDK puts the account ID before the host name of S3 Control: 111122223333.localhost.
 */
const dns = require('node:dns');

const { lookup } = dns;
dns.lookup = (name, ...rest) => lookup(name.endsWith('.localhost') ? '127.0.0.1' : name, ...rest);
