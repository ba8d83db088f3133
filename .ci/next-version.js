// Prints the version of the first release, and nothing for any later one: its commits tell. projen would call the first 0.0.0.
if (process.env.VERSION === '0.0.0') {
  process.stdout.write('0.1.0');
}
