import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { idsOf, launchData, logGroup, userDataOf, webTier, webTierTemplate } from './support';
import type { WebTierProps } from '../../src';
import { newStack, only } from '../support/templates';

const AGENT_FILE = '/opt/aws/amazon-cloudwatch-agent/etc/web-tier.json';
const NGINX_FILE = '/etc/nginx/conf.d/web-tier.conf';

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
esac
status=$?
[ "$name" != "$FAILING" ] && exit $status
`;

interface Run {
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
function run(script: string, failing = ''): Run {
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
    .replace(/(?<![\w.])\/(etc|usr|var|opt)\//g, `${root}/$1/`)
    .replace(/<([\w:.]+)>/g, '$1');
  const { status, stderr } = spawnSync('bash', ['-c', relocated], { env: { PATH: `${root}/bin:${process.env.PATH}`, ROOT: root, FAILING: failing }, timeout: 30_000 });
  const read = (path: string) => readFileSync(join(root, path), 'utf8').replaceAll(root, '');
  const calls = read('calls').trim().split('\n');
  return { status, calls, log: stderr.toString(), signals: calls.filter((call) => call.startsWith('aws cloudformation')).map((call) => call.replace(/.*--status /, '')), file: read };
}

function scriptOf(props: Omit<WebTierProps, 'vpc'> = {}): string {
  return userDataOf(webTierTemplate(() => props));
}

function shell(...commands: string[]): ec2.UserData {
  const userData = ec2.UserData.forLinux();
  userData.addCommands(...commands);
  return userData;
}

describe('at the first start, an instance', () => {
  const template = webTierTemplate(() => ({ logGroupName: '/shop/application' }));
  const script = userDataOf(template);
  const first = run(script);
  const position = (part: string) => first.calls.findIndex((call) => call.includes(part));

  test('runs a valid bash script, which succeeds', () => {
    expect(() => execFileSync('bash', ['-n'], { input: script.replace(/[<>](?=[\w:.]+>|$)/gm, '') })).not.toThrow();
    expect(first.status).toBe(0);
  });

  test('retrieves its instance id with a token, as IMDSv2 requires', () => {
    expect(first.calls[0]).toMatch(/^curl .*-X PUT http:\/\/169\.254\.169\.254\/latest\/api\/token/);
    expect(first.calls[1]).toMatch(/-H X-aws-ec2-metadata-token: secret-token .*instance-id$/);
  });

  test('installs the CloudWatch agent and the web server', () => {
    expect(first.calls).toContain('dnf install -y amazon-cloudwatch-agent nginx openssl');
  });

  test('serves the health page over TLS 1.2 or newer with a self-signed certificate', () => {
    const configuration = first.file(NGINX_FILE);
    expect(configuration).toMatch(/listen 443 ssl/);
    expect(configuration).toMatch(/ssl_protocols TLSv1\.2 TLSv1\.3;/);
    expect(configuration).toMatch(/location = "?\/health"? \{.*return 200/);
    const [request] = first.calls.filter((call) => call.startsWith('openssl'));
    for (const [option, setting] of [['keyout', 'ssl_certificate_key'], ['out', 'ssl_certificate']]) {
      const [, path] = new RegExp(` -${option} (\\S+)`).exec(request)!;
      expect(configuration).toContain(`${setting} ${path.replace(/.*(?=\/etc\/)/, '')};`);
    }
    expect(position('openssl req')).toBeLessThan(position('systemctl enable --now nginx'));
  });

  test('starts the CloudWatch agent with a configuration that sends the logs to the log group', () => {
    const { logs: { logs_collected: { files: { collect_list: collected } } } } = JSON.parse(first.file(AGENT_FILE));
    const { id } = logGroup(template);
    expect(new Set(collected.map((one: { log_group_name: string }) => one.log_group_name))).toEqual(new Set([id]));
    expect(collected.map((one: { file_path: string }) => one.file_path)).toEqual(
      ['/var/log/cloud-init-output.log', '/var/log/nginx/access.log', '/var/log/nginx/error.log', '/var/log/application/*.log']);
    expect(new Set(collected.map((one: { log_stream_name: string }) => one.log_stream_name)).size).toBe(4);
    expect(first.calls).toContainEqual(expect.stringMatching(`^amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:.*${AGENT_FILE}$`));
  });

  test('does not expand the variables in the configuration of the CloudWatch agent', () => {
    expect(JSON.parse(first.file(AGENT_FILE)).metrics.append_dimensions.InstanceId).toBe('${aws:InstanceId}');
  });

  test('signals success once, after it serves the health page and the load balancer considers it healthy', () => {
    expect(first.signals).toEqual(['SUCCESS']);
    expect(first.calls.filter((call) => call.includes('https://127.0.0.1/health'))).toHaveLength(3);
    expect(first.calls.filter((call) => call.startsWith('aws elbv2'))).toHaveLength(3);
    expect(first.calls.at(-1)).toMatch(/^aws cloudformation signal-resource/);
  });

  test('reads its health from the target group, and sends its signal to the Auto Scaling group in its tag', () => {
    const [targets] = idsOf(template, 'AWS::ElasticLoadBalancingV2::TargetGroup');
    expect(first.calls).toContainEqual(expect.stringContaining(`aws elbv2 describe-target-health --region AWS::Region --target-group-arn ${targets} --targets Id=i-1 `));
    expect(first.calls).toContain(
      'aws cloudformation signal-resource --region AWS::Region --stack-name AWS::StackName --logical-resource-id WebGroup --unique-id i-1 --status SUCCESS');
  });

  test('polls the tag that CloudFormation adds until it exists', () => {
    const reads = first.calls.filter((call) => call.startsWith('aws ec2'));
    expect(reads).toHaveLength(3);
    expect(reads[0]).toMatch(/^aws ec2 describe-tags --region AWS::Region --filters Name=resource-id,Values=i-1 Name=key,Values=aws:cloudformation:logical-id .*--output text$/);
  });

  test('has user data without logical ids, so that the stack can be refactored', () => {
    const texts = JSON.stringify(launchData(template).UserData).replace(/\{"(?:Ref|Fn::GetAtt)":[^}]*\}/g, '');
    expect(Object.keys(template.toJSON().Resources).filter((id) => texts.includes(id))).toEqual([]);
  });

  test('fails without a signal and logs the reason if its tag does not exist', () => {
    const { status, signals, log, calls } = run(script, 'tag');
    expect([status, signals]).toEqual([1, []]);
    expect(log).toMatch(/Cannot signal CloudFormation.*aws:cloudformation:logical-id/);
    expect(calls.filter((call) => call.startsWith('aws ec2'))).toHaveLength(30);
    expect(calls.filter((call) => call.startsWith('sleep 10'))).toHaveLength(30);
  });

  test.each(['dnf', 'openssl', 'systemctl', 'amazon-cloudwatch-agent-ctl'])('signals failure immediately if %s fails', (command) => {
    const failed = run(script, command);
    expect(failed.status).not.toBe(0);
    expect(failed.signals).toEqual(['FAILURE']);
    expect(failed.calls.filter((call) => call.startsWith('aws elbv2'))).toEqual([]);
  });

  test('succeeds if CloudFormation rejects the signal, such as when the group scales out', () => {
    const { signals, status } = run(script, 'signal');
    expect([status, signals]).toEqual([0, ['SUCCESS']]);
  });
});

describe('user commands', () => {
  test('run after the web server and the CloudWatch agent start, and before the health check', () => {
    const { calls, signals, status } = run(scriptOf({ userData: shell('dnf install -y shop') }));
    const order = ['systemctl enable --now nginx', 'amazon-cloudwatch-agent-ctl', 'dnf install -y shop', 'aws elbv2', 'aws cloudformation']
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
    expect(calls.indexOf('systemctl try-reload-or-restart nginx')).toBeGreaterThan(calls.indexOf('dnf install -y shop'));
  });

  test('of 12,000 bytes do not exceed the limit of 16 KB in total', () => {
    const stack = newStack();
    const existingLogGroup = logs.LogGroup.fromLogGroupName(stack, 'Existing', `/${'n'.repeat(250)}`);
    webTier(stack, { logGroup: existingLogGroup, userData: ec2.UserData.custom('#'.repeat(12_000)) });
    const length = userDataOf(Template.fromStack(stack)).replace(/<[\w:.]+>/g, 'x'.repeat(128)).length;
    expect(length).toBeGreaterThan(12_000);
    expect(length).toBeLessThanOrEqual(16_384);
  });
});

describe('the health page', () => {
  const checked = (props: Omit<WebTierProps, 'vpc'>) => {
    const template = webTierTemplate(() => props);
    return { path: only(template, 'AWS::ElasticLoadBalancingV2::TargetGroup').Properties.HealthCheckPath, ...run(userDataOf(template)) };
  };

  test.each(['/health', '/ready', '/ready?deep=1', '/$ready;{}', '/`id`', '/$(reboot)', '/a[1]'])('has the path of the health check: %s', (healthCheckPath) => {
    const { path, file, calls, signals } = checked({ healthCheckPath });
    expect(path).toBe(healthCheckPath);
    expect(file(NGINX_FILE)).toContain(`location = "${healthCheckPath.split('?')[0]}" {`);
    expect(calls).toContainEqual(expect.stringMatching(/^curl -\S*g\S* /));
    expect(calls.filter((call) => call.endsWith(` https://127.0.0.1${healthCheckPath}`))).toHaveLength(3);
    expect(signals).toEqual(['SUCCESS']);
  });

  test.each<[string, Omit<WebTierProps, 'vpc'>]>([
    ['user commands', { userData: shell('true') }],
    ['a custom image', { machineImage: ec2.MachineImage.fromSsmParameter('/images/shop') }],
  ])('keeps the default path with %s, which may serve the path of the health check', (_title, props) => {
    const { file, calls } = checked({ ...props, healthCheckPath: '/ready' });
    expect(file(NGINX_FILE)).toContain('location = "/health" {');
    expect(file(NGINX_FILE)).not.toContain('/ready');
    expect(calls).toContainEqual(expect.stringContaining('https://127.0.0.1/ready'));
  });
});
