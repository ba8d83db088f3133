// Packages the library for one language: `node .ci/package.js js|python|java [options of jsii-pacmak]`. Run it after `jsii-rosetta extract`.
//
// jsii-pacmak packages a copy of the published files, whose package.json has no settings for the development. The timestamps in the packages
// are those of the commit, so that the same commit gives the same packages, and the jars contain the license.
const { execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
/** Fields of package.json that only the development uses. */
const DEVELOPMENT = ['scripts', 'devDependencies', 'devEngines', 'overrides', '//'];
/** The translated examples, which jsii-pacmak reads and which are not published. */
const TABLET = '.jsii.tabl.json';
const MANIFEST = 'package.json';

const [target, ...options] = process.argv.slice(2);
const output = path.join(ROOT, 'dist');
// Below the installed dependencies, in which jsii-pacmak searches aws-cdk-lib.
const work = path.join(ROOT, 'node_modules', '.cache', 'packages', target);
const source = path.join(work, 'package');
const epoch = Number(process.env.SOURCE_DATE_EPOCH ?? run('git', ['log', '-1', '--format=%ct']));
const timestamp = new Date(epoch * 1000).toISOString().replace('.000', '');

function run(command, args, settings = {}) {
  return execFileSync(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', ...settings });
}

function copyPublishedFiles() {
  fs.rmSync(work, { recursive: true, force: true });
  fs.mkdirSync(work, { recursive: true });
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', work]));
  run('tar', ['-xzf', filename], { cwd: work });
  const manifest = JSON.parse(fs.readFileSync(path.join(source, MANIFEST), 'utf8'));
  DEVELOPMENT.forEach((field) => delete manifest[field]);
  fs.writeFileSync(path.join(source, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
  fs.copyFileSync(path.join(ROOT, TABLET), path.join(source, TABLET));
  fs.writeFileSync(path.join(source, '.npmignore'), `${TABLET}\n`);
}

function addLicenseToJars() {
  const files = fs.readdirSync(path.join(output, 'java'), { recursive: true }).filter((file) => file.endsWith('.jar'));
  fs.mkdirSync(path.join(work, 'META-INF'), { recursive: true });
  fs.copyFileSync(path.join(source, 'LICENSE'), path.join(work, 'META-INF', 'LICENSE'));
  for (const jar of files.map((file) => path.join(output, 'java', file))) {
    run('jar', ['--update', '--file', jar, '--date', timestamp, '-C', work, 'META-INF/LICENSE']);
    for (const algorithm of ['md5', 'sha1']) {
      fs.writeFileSync(`${jar}.${algorithm}`, createHash(algorithm).update(fs.readFileSync(jar)).digest('hex'));
    }
  }
}

copyPublishedFiles();
run('jsii-pacmak', [
  '--target', target, '--outdir', output, '--no-fingerprint', '--mvn-define', `project.build.outputTimestamp=${timestamp}`, ...options,
], { cwd: source, stdio: 'inherit', env: { ...process.env, PATH: `${path.join(ROOT, 'node_modules', '.bin')}${path.delimiter}${process.env.PATH}`, SOURCE_DATE_EPOCH: String(epoch) } });
if (target === 'java') {
  addLicenseToJars();
}
