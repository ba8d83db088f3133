import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { userDataOf, webTierTemplate } from './support';
import type { WebTierProps } from '../../src';

export const NGINX_FILE = '/etc/nginx/conf.d/web-tier.conf';


/** Replaces every command that the script calls. It records each call, and commands that are polled succeed at the third call. */
const COMMAND = `#!/bin/bash
name=$(basename "$0")
echo "$name $*" >> "$ROOT/calls"
case "$name $*" in
  "curl "*api/token*) echo secret-token ;;
  "curl "*instance-id*) echo i-1 ;;
  "aws ec2 "*) [ "$FAILING" = tag ] && echo None || { [ "$(grep -c 'aws ec2' "$ROOT/calls")" -ge 3 ] && echo WebGroup || echo None; } ;;
  "aws elbv2 "*) [ "$(grep -c 'aws elbv2' "$ROOT/calls")" -ge 3 ] && echo healthy || echo initial ;;
  "curl "*127.0.0.1*) [ "$(grep -c '127.0.0.1' "$ROOT/calls")" -ge 3 ] ;;
  "openssl "*) touch "$ROOT/etc/nginx/tls/server.key" ;;
  "aws cloudformation "*) [ "$FAILING" != signal ] ;;
  "systemctl reload"*|"systemctl is-active"*) [ "$FAILING" != removed-nginx ] ;;
esac
status=$?
[ "$name" != "$FAILING" ] && exit $status
`;

export interface Run {
  readonly status: number | null;
  readonly calls: string[];
  /** The statuses that the script signaled to CloudFormation. */
  readonly signals: string[];
  /** The output of the script to stderr, which cloud-init writes to its log. */
  readonly log: string;
  file(path: string): string;
}

const roots: string[] = [];
afterAll(() => roots.forEach((root) => rmSync(root, { recursive: true, force: true })));

/** Runs user data in a temporary directory that replaces the root directory of an instance. */
export function run(script: string, failing = ''): Run {
  const root = mkdtempSync(join(tmpdir(), 'user-data-'));
  roots.push(root);
  for (const folder of ['bin', 'etc/nginx/conf.d', 'usr', 'var', 'opt/aws/amazon-cloudwatch-agent/etc', 'opt/aws/amazon-cloudwatch-agent/bin']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  for (const command of ['aws', 'curl', 'dnf', 'openssl', 'sleep', 'systemctl', 'amazon-cloudwatch-agent-ctl']) {
    writeFileSync(join(root, 'bin', command), COMMAND);
    chmodSync(join(root, 'bin', command), 0o755);
  }
  const relocated = script
    .replace(/\/opt\/aws\/amazon-cloudwatch-agent\/bin\//g, `${root}/bin/`)
    .replace(/(?<![\w.])\/(etc|usr\/share|var|opt)\//g, `${root}/$1/`)
    .replace(/<([\w:.]+)>/g, '$1');
  const { status, stderr } = spawnSync('bash', ['-c', relocated], { env: { PATH: `${root}/bin:${process.env.PATH}`, ROOT: root, FAILING: failing }, stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000 });
  const read = (path: string) => readFileSync(join(root, path), 'utf8').replaceAll(root, '');
  const calls = read('calls').trim().split('\n');
  return { status, calls, log: stderr.toString(), signals: calls.filter((call) => call.startsWith('aws cloudformation')).map((call) => call.replace(/.*--status /, '')), file: read };
}

/** The user data of a web tier with these props. */
export function scriptOf(props: Omit<WebTierProps, 'vpc'> = {}): string {
  return userDataOf(webTierTemplate(() => props));
}

/** User data with these commands. */
export function shell(...commands: string[]): ec2.UserData {
  const userData = ec2.UserData.forLinux();
  userData.addCommands(...commands);
  return userData;
}
