import { realpathSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { NGINX_FILE, run, scriptOf, shell, type Run } from './instance';
import { userDataOf, webTier } from './support';
import { newStack } from '../support/templates';

/** Marks an instance as ready. */
const READY_FILE = '/etc/nginx/web-tier-ready';

describe('user commands', () => {
  test('run after the web server and the CloudWatch agent start, and before the health check', () => {
    const { calls, signals, status } = run(scriptOf({ userData: shell('dnf install -y shop') }));
    const order = ['amazon-cloudwatch-agent-ctl', 'systemctl restart nginx', 'dnf install -y shop', 'aws elbv2', 'aws cloudformation']
      .map((part) => calls.findIndex((call) => call.startsWith(part)));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(0);
    expect([status, signals]).toEqual([0, ['SUCCESS']]);
  });

  test('can be added after the web tier is created', () => {
    const stack = newStack();
    const userData = shell();
    webTier(stack, { userData });
    userData.addCommands('dnf install -y late');
    expect(userDataOf(Template.fromStack(stack))).toContain('\ndnf install -y late\n');
  });

  test('signal failure immediately if one of them fails', () => {
    const { signals, calls } = run(scriptOf({ userData: shell('false', 'dnf install -y shop') }));
    expect(signals).toEqual(['FAILURE']);
    expect(calls).not.toContain('dnf install -y shop');
  });

  test.each([
    ['exit early', shell('exit 0')],
    ['set a trap', shell("trap 'true' EXIT")],
    ['change shell options and variables', shell('set +euo pipefail', 'cd /', 'unset instance')],
  ])('that %s do not prevent the health check and the signal', (_title, userData) => {
    const { calls, signals } = run(scriptOf({ userData }));
    expect(calls.filter((call) => call.startsWith('aws elbv2'))).toHaveLength(3);
    expect(signals).toEqual(['SUCCESS']);
  });

  test('can include commands that run on exit', () => {
    const userData = shell('dnf install -y shop');
    userData.addOnExitCommands('dnf clean all');
    const { calls, signals } = run(scriptOf({ userData }));
    expect(calls).toContain('dnf clean all');
    expect(signals).toEqual(['SUCCESS']);
  });

  test('can write files with here-documents', () => {
    const { signals, file } = run(scriptOf({ userData: shell("cat > /etc/nginx/default.d/shop.conf <<'EOF'", 'location /shop { }', 'EOF') }));
    expect(file('/etc/nginx/default.d/shop.conf')).toBe('location /shop { }\n');
    expect(signals).toEqual(['SUCCESS']);
  });

  test('are followed by a reload of the web server', () => {
    const { calls } = run(scriptOf({ userData: shell('dnf install -y shop') }));
    expect(calls.indexOf('systemctl reload nginx')).toBeGreaterThan(calls.indexOf('dnf install -y shop'));
  });

  test('can remove the web server and its configuration', () => {
    const { signals, calls } = run(scriptOf({ userData: shell('rm -rf /etc/nginx') }), 'removed-nginx');
    expect(calls).not.toContain('systemctl reload nginx');
    expect(signals).toEqual(['SUCCESS']);
  });

  test('run in an ordinary shell of root: with HOME, and without the options, variables and functions of the script', () => {
    const { signals, log, file } = run(scriptOf({
      userData: shell(
        'export NVM_DIR="$HOME/.nvm"', 'echo "$NVM_DIR$UNSET" > /var/result', 'false | true',
        'echo "$- ${token-none} ${instance-none} $(type -t signal group) $(trap -p)" >> /var/result', 'shopt -qo pipefail || env > /var/environment'),
    }));
    expect([log, signals]).toEqual(['', ['SUCCESS']]);
    expect(file('/var/result')).toMatch(/^\/root\/\.nvm\n[ehB]+ none none {2}\n$/);
    expect(file('/var/environment').split('\n').map((line) => line.split('=')[0]).filter((name) => !['', '_', 'SHLVL', 'PWD', 'OLDPWD'].includes(name)).sort()).toEqual(
      ['FAILING', 'HOME', 'NVM_DIR', 'PATH', 'ROOT']);
  });

  test.each([
    ['#!/bin/bash', 'bash'], ['#!/bin/sh', 'sh'], ['#!/usr/bin/env bash', 'bash'], ['#! /bin/bash -', 'bash'],
  ])('run in the shell of the first line: %s', (shebang, name) => {
    const { signals, file } = run(scriptOf({ userData: ec2.UserData.custom(`${shebang}\nps -o comm= -p $$ > /var/result\nfalse\ntouch /var/never`) }));
    expect(file('/var/result').trim()).toBe(realpathSync(`/bin/${name}`).replace(/.*\//, '').replace('dash', 'sh'));
    expect(signals).toEqual(['FAILURE']);
    expect(() => file('/var/never')).toThrow('ENOENT');
  });

  test('run with the options of the first line', () => {
    const { log } = run(scriptOf({ userData: ec2.UserData.forLinux({ shebang: '#!/bin/bash -x' }) }));
    expect(log).toContain('+ set -e');
  });

  test('run in Bash without a first line for another shell', () => {
    const { signals } = run(scriptOf({ userData: ec2.UserData.custom('[[ $BASH_VERSION ]]') }));
    expect(signals).toEqual(['SUCCESS']);
  });

  test('can contain every text, such as the end of a here-document', () => {
    const { signals, file } = run(scriptOf({ userData: shell("cat > /var/result <<'EOF'", '$HOME `date` \\', 'EOF', "cat > /var/other <<'EOF_'", 'other', 'EOF_') }));
    expect([file('/var/result'), file('/var/other')]).toEqual(['$HOME `date` \\\n', 'other\n']);
    expect(signals).toEqual(['SUCCESS']);
  });

  test('of 11,000 bytes do not exceed the limit of 16 KB in total', () => {
    const stack = newStack();
    const existingLogGroup = logs.LogGroup.fromLogGroupName(stack, 'Existing', `/${'n'.repeat(250)}`);
    webTier(stack, { logGroup: existingLogGroup, userData: ec2.UserData.custom('#'.repeat(11_000)) });
    const length = userDataOf(Template.fromStack(stack)).replace(/<[\w:.]+>/g, 'x'.repeat(128)).length;
    expect(length).toBeGreaterThan(11_000);
    expect(length).toBeLessThanOrEqual(16_384);
  });
});

describe('until the user commands have succeeded, an instance', () => {
  const responds503 = (file: Run['file']) => new RegExp(`server \\{[^{}]*if \\(!-f ${READY_FILE}\\) \\{ return 503; \\}\n`).test(file(NGINX_FILE));

  test('responds with 503 for every path', () => {
    const { file, signals } = run(scriptOf({ userData: shell(`[ ! -e ${READY_FILE} ]`) }));
    expect([responds503(file), signals]).toEqual([true, ['SUCCESS']]);
    expect(file(READY_FILE)).toBe('');
  });

  test('responds with 503 although its image was created from an instance that was ready', () => {
    const prepared = `mkdir -p /etc/nginx\ntouch ${READY_FILE}\n`;
    const { signals } = run(prepared + scriptOf({ userData: shell(`[ ! -e ${READY_FILE} ]`) }));
    expect(signals).toEqual(['SUCCESS']);
  });

  test('responds with 503 forever if a command fails', () => {
    const { file, signals } = run(scriptOf({ userData: shell('false') }));
    expect([responds503(file), signals]).toEqual([true, ['FAILURE']]);
    expect(() => file(READY_FILE)).toThrow('ENOENT');
  });

  test('is healthy at once without user commands', () => {
    expect(responds503(run(scriptOf()).file)).toBe(false);
  });
});
