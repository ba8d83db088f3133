// Prints 0.1.0 for the first release, whose default in projen is 0.0.0. Prints nothing for later releases, whose version the commits determine.
if (process.env.VERSION === '0.0.0') {
  process.stdout.write('0.1.0');
}
