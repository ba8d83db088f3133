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

/** Everything that the script calls, in place of the real thing: each call is written down, and answered so that all goes well at the third look. */
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
  /** What was told to CloudFormation. */
  readonly signals: string[];
  /** What the script printed, which cloud-init writes to its log. */
  readonly log: string;
  file(path: string): string;
}

const roots: string[] = [];
afterAll(() => roots.forEach((root) => rmSync(root, { recursive: true, force: true })));

/** Runs user data in a directory that stands for the root of an instance. */
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
  const moved = script
    .replace(/\/opt\/aws\/amazon-cloudwatch-agent\/bin\//g, `${root}/bin/`)
    .replace(/(?<![\w.])\/(etc|usr|var|opt)\//g, `${root}/$1/`)
    .replace(/<([\w:.]+)>/g, '$1');
  const { status, stderr } = spawnSync('bash', ['-c', moved], { env: { PATH: `${root}/bin:${process.env.PATH}`, ROOT: root, FAILING: failing }, timeout: 30_000 });
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

describe('at its first start an instance', () => {
  const template = webTierTemplate(() => ({ logGroupName: '/shop/application' }));
  const script = userDataOf(template);
  const first = run(script);
  const position = (part: string) => first.calls.findIndex((call) => call.includes(part));

  test('ends well, by a script that bash understands', () => {
    expect(() => execFileSync('bash', ['-n'], { input: script.replace(/[<>](?=[\w:.]+>|$)/gm, '') })).not.toThrow();
    expect(first.status).toBe(0);
  });

  test('asks for its identity with a token, as IMDSv2 demands', () => {
    expect(first.calls[0]).toMatch(/^curl .*-X PUT http:\/\/169\.254\.169\.254\/latest\/api\/token/);
    expect(first.calls[1]).toMatch(/-H X-aws-ec2-metadata-token: secret-token .*instance-id$/);
  });

  test('installs the agent and the server', () => {
    expect(first.calls).toContain('dnf install -y amazon-cloudwatch-agent nginx openssl');
  });

  test('serves the health page over TLS 1.2 and newer with a certificate of its own', () => {
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

  test('ships its logs to our log group, by a configuration that the agent is started with', () => {
    const { logs: { logs_collected: { files: { collect_list: shipped } } } } = JSON.parse(first.file(AGENT_FILE));
    const { id } = logGroup(template);
    expect(new Set(shipped.map((one: { log_group_name: string }) => one.log_group_name))).toEqual(new Set([id]));
    expect(shipped.map((one: { file_path: string }) => one.file_path)).toEqual(
      ['/var/log/cloud-init-output.log', '/var/log/nginx/access.log', '/var/log/nginx/error.log', '/var/log/application/*.log']);
    expect(new Set(shipped.map((one: { log_stream_name: string }) => one.log_stream_name)).size).toBe(4);
    expect(first.calls).toContainEqual(expect.stringMatching(`^amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:.*${AGENT_FILE}$`));
  });

  test('leaves variables of the agent to the agent', () => {
    expect(JSON.parse(first.file(AGENT_FILE)).metrics.append_dimensions.InstanceId).toBe('${aws:InstanceId}');
  });

  test('signals success once, and only when it serves its page and the load balancer finds it healthy', () => {
    expect(first.signals).toEqual(['SUCCESS']);
    expect(first.calls.filter((call) => call.includes('https://127.0.0.1/health'))).toHaveLength(3);
    expect(first.calls.filter((call) => call.startsWith('aws elbv2'))).toHaveLength(3);
    expect(first.calls.at(-1)).toMatch(/^aws cloudformation signal-resource/);
  });

  test('asks for its own health among our targets, and signals for itself to the Auto Scaling group that its tag names', () => {
    const [targets] = idsOf(template, 'AWS::ElasticLoadBalancingV2::TargetGroup');
    expect(first.calls).toContainEqual(expect.stringContaining(`aws elbv2 describe-target-health --region AWS::Region --target-group-arn ${targets} --targets Id=i-1 `));
    expect(first.calls).toContain(
      'aws cloudformation signal-resource --region AWS::Region --stack-name AWS::StackName --logical-resource-id WebGroup --unique-id i-1 --status SUCCESS');
  });

  test('reads the tag of its own group that CloudFormation adds, until it is there', () => {
    const reads = first.calls.filter((call) => call.startsWith('aws ec2'));
    expect(reads).toHaveLength(3);
    expect(reads[0]).toMatch(/^aws ec2 describe-tags --region AWS::Region --filters Name=resource-id,Values=i-1 Name=key,Values=aws:cloudformation:logical-id .*--output text$/);
  });

  test('contains no logical id as text, so that the stack can be refactored', () => {
    const texts = JSON.stringify(launchData(template).UserData).replace(/\{"(?:Ref|Fn::GetAtt)":[^}]*\}/g, '');
    expect(Object.keys(template.toJSON().Resources).filter((id) => texts.includes(id))).toEqual([]);
  });

  test('ends visibly when its tag cannot be read: no signal, a failed script, and the reason in the log', () => {
    const { status, signals, log, calls } = run(script, 'tag');
    expect([status, signals]).toEqual([1, []]);
    expect(log).toMatch(/Cannot signal CloudFormation.*aws:cloudformation:logical-id/);
    expect(calls.filter((call) => call.startsWith('aws ec2'))).toHaveLength(30);
    expect(calls.filter((call) => call.startsWith('sleep 10'))).toHaveLength(30);
  });

  test.each(['dnf', 'openssl', 'systemctl', 'amazon-cloudwatch-agent-ctl'])('signals failure at once when %s fails', (command) => {
    const failed = run(script, command);
    expect(failed.status).not.toBe(0);
    expect(failed.signals).toEqual(['FAILURE']);
    expect(failed.calls.filter((call) => call.startsWith('aws elbv2'))).toEqual([]);
  });

  test('does not mind that nobody waits for its signal, as when the group scales out', () => {
    const { signals, status } = run(script, 'signal');
    expect([status, signals]).toEqual([0, ['SUCCESS']]);
  });
});

describe('commands of the user', () => {
  test('run after the server and the agent have started, and before the instance is found healthy', () => {
    const { calls, signals, status } = run(scriptOf({ userData: shell('dnf install -y shop') }));
    const order = ['systemctl enable --now nginx', 'amazon-cloudwatch-agent-ctl', 'dnf install -y shop', 'aws elbv2', 'aws cloudformation']
      .map((part) => calls.findIndex((call) => call.startsWith(part)));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(0);
    expect([status, signals]).toEqual([0, ['SUCCESS']]);
  });

  test('that are added after the web tier was made run too', () => {
    const stack = newStack();
    const userData = shell();
    webTier(stack, { userData });
    userData.addCommands('dnf install -y late');
    expect(userDataOf(Template.fromStack(stack))).toContain('\ndnf install -y late\n');
  });

  test('that fail fail the deployment at once', () => {
    const { signals, calls } = run(scriptOf({ userData: shell('false', 'dnf install -y shop') }));
    expect(signals).toEqual(['FAILURE']);
    expect(calls).not.toContain('dnf install -y shop');
  });

  test.each([
    ['end early', shell('exit 0')],
    ['have a trap of their own', shell("trap 'true' EXIT")],
    ['change the shell', shell('set +euo pipefail', 'cd /', 'unset instance')],
  ])('that %s do not end the wait for a healthy instance, or the signal', (_what, userData) => {
    const { calls, signals } = run(scriptOf({ userData }));
    expect(calls.filter((call) => call.startsWith('aws elbv2'))).toHaveLength(3);
    expect(signals).toEqual(['SUCCESS']);
  });

  test('on exit run when the others are through', () => {
    const userData = shell('dnf install -y shop');
    userData.addOnExitCommands('dnf clean all');
    const { calls, signals } = run(scriptOf({ userData }));
    expect(calls).toContain('dnf clean all');
    expect(signals).toEqual(['SUCCESS']);
  });

  test('can write files by here-documents', () => {
    const { signals, file } = run(scriptOf({ userData: shell("cat > /etc/nginx/default.d/shop.conf <<'EOF'", 'location /shop { }', 'EOF') }));
    expect(file('/etc/nginx/default.d/shop.conf')).toBe('location /shop { }\n');
    expect(signals).toEqual(['SUCCESS']);
  });

  test('that add locations to the server see it take them over', () => {
    const { calls } = run(scriptOf({ userData: shell('dnf install -y shop') }));
    expect(calls.indexOf('systemctl try-reload-or-restart nginx')).toBeGreaterThan(calls.indexOf('dnf install -y shop'));
  });

  test('of 12,000 bytes fit into the 16 KB of an instance, beside names of usual length', () => {
    const stack = newStack();
    const logGroupGiven = logs.LogGroup.fromLogGroupName(stack, 'Given', `/${'n'.repeat(250)}`);
    webTier(stack, { logGroup: logGroupGiven, userData: ec2.UserData.custom('#'.repeat(12_000)) });
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

  test.each(['/health', '/ready', '/ready?deep=1', '/$ready;{}', '/`id`', '/$(reboot)', '/a[1]'])('is served where the load balancer looks for it: %s', (healthCheckPath) => {
    const { path, file, calls, signals } = checked({ healthCheckPath });
    expect(path).toBe(healthCheckPath);
    expect(file(NGINX_FILE)).toContain(`location = "${healthCheckPath.split('?')[0]}" {`);
    expect(calls).toContainEqual(expect.stringMatching(/^curl -\S*g\S* /));
    expect(calls.filter((call) => call.endsWith(` https://127.0.0.1${healthCheckPath}`))).toHaveLength(3);
    expect(signals).toEqual(['SUCCESS']);
  });

  test.each<[string, Omit<WebTierProps, 'vpc'>]>([
    ['commands', { userData: shell('true') }],
    ['image', { machineImage: ec2.MachineImage.fromSsmParameter('/images/shop') }],
  ])('leaves another path to the %s of the user', (_what, props) => {
    const { file, calls } = checked({ ...props, healthCheckPath: '/ready' });
    expect(file(NGINX_FILE)).toContain('location = "/health" {');
    expect(file(NGINX_FILE)).not.toContain('/ready');
    expect(calls).toContainEqual(expect.stringContaining('https://127.0.0.1/ready'));
  });
});
