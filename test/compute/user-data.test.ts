import { execFileSync } from 'node:child_process';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { NGINX_FILE, run, shell } from './instance';
import { idsOf, launchData, logGroup, userDataOf, webTierTemplate } from './support';
import type { WebTierProps } from '../../src';
import { only } from '../support/templates';

const AGENT_FILE = '/opt/aws/amazon-cloudwatch-agent/etc/web-tier.json';

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

  test('installs the AWS CLI if the image does not include it', () => {
    const withoutAwsCli = 'command() { [ "$2" != aws ] && builtin command "$@"; }\n';
    expect(run(withoutAwsCli + script, 'openssl').calls).toContain('dnf install -y amazon-cloudwatch-agent nginx openssl awscli-2');
  });

  test('restarts a web server that the image has started', () => {
    expect(first.calls).toEqual(expect.arrayContaining(['systemctl enable nginx', 'systemctl restart nginx']));
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
    expect(position('openssl req')).toBeLessThan(position('systemctl restart nginx'));
  });

  test('starts the CloudWatch agent before other commands that can fail, whose output it sends', () => {
    expect(position('amazon-cloudwatch-agent-ctl')).toBe(position('dnf install') + 1);
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
