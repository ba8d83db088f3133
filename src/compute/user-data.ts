import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Aws, type CfnResource } from 'aws-cdk-lib/core';

export const DEFAULT_HEALTH_CHECK_PATH = '/health';

export interface InstanceSetup {
  readonly logGroupName: string;
  readonly healthCheckPath: string;
  /** Where the health page of the baseline is. */
  readonly healthPagePath: string;
  readonly targetGroupArn: string;
  /** The Auto Scaling group, which waits for a signal of each instance. */
  readonly group: CfnResource;
  readonly userCommands?: string;
}

/**
 * What an instance does at its first start: it serves a health page over TLS with a certificate that it makes itself, ships its logs, runs the
 * user's commands, and tells CloudFormation only once the load balancer finds it healthy. The load balancer does not check the
 * certificates of its targets.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export function instanceUserData(setup: InstanceSetup): ec2.UserData {
  const userData = ec2.UserData.forLinux();
  userData.addCommands(
    ...signalOnExit(setup.group),
    'dnf install -y amazon-cloudwatch-agent nginx openssl',
    ...serveHealthPage(setup.healthPagePath),
    ...shipLogs(setup.logGroupName),
    ...(setup.userCommands ? runForUser(setup.userCommands) : []),
    ...waitUntilHealthy(setup),
  );
  return userData;
}

/** The exit status of the script is the signal: a command that fails fails the deployment at once. */
function signalOnExit(group: CfnResource): string[] {
  return [
    'set -euo pipefail',
    'token=$(curl -sf -X PUT http://169.254.169.254/latest/api/token -H "X-aws-ec2-metadata-token-ttl-seconds: 3600")',
    'instance=$(curl -sf -H "X-aws-ec2-metadata-token: $token" http://169.254.169.254/latest/meta-data/instance-id)',
    'signal() {',
    '  status=$([ "$1" -eq 0 ] && echo SUCCESS || echo FAILURE)',
    // After the stack's creation or update is over, for instance when the group scales out, nobody waits for a signal.
    `  aws cloudformation signal-resource --region ${Aws.REGION} --stack-name ${Aws.STACK_NAME} --logical-resource-id ${group.logicalId} --unique-id "$instance" --status "$status" || true`,
    '}',
    "trap 'signal $?' EXIT",
  ];
}

function serveHealthPage(path: string): string[] {
  return [
    'mkdir -p /etc/nginx/tls /etc/nginx/default.d /usr/share/nginx/html /var/log/application',
    'openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=$instance" -keyout /etc/nginx/tls/server.key -out /etc/nginx/tls/server.crt',
    'chmod 600 /etc/nginx/tls/server.key',
    "cat > /etc/nginx/conf.d/web-tier.conf <<'NGINX'",
    'server {',
    '  listen 443 ssl default_server;',
    '  ssl_certificate /etc/nginx/tls/server.crt;',
    '  ssl_certificate_key /etc/nginx/tls/server.key;',
    '  ssl_protocols TLSv1.2 TLSv1.3;',
    '  server_tokens off;',
    '  root /usr/share/nginx/html;',
    `  location = "${path.split('?')[0]}" { access_log off; default_type text/plain; return 200 "healthy\\n"; }`,
    '  include /etc/nginx/default.d/*.conf;',
    '}',
    'NGINX',
    'systemctl enable --now nginx',
  ];
}

function shipLogs(logGroupName: string): string[] {
  const file = (path: string, stream: string) => ({ file_path: path, log_group_name: logGroupName, log_stream_name: `{instance_id}/${stream}` });
  const configuration = {
    agent: { run_as_user: 'root' },
    logs: {
      logs_collected: {
        files: {
          collect_list: [
            file('/var/log/cloud-init-output.log', 'cloud-init'),
            file('/var/log/nginx/access.log', 'nginx-access'),
            file('/var/log/nginx/error.log', 'nginx-error'),
            file('/var/log/application/*.log', 'application'),
          ],
        },
      },
    },
    metrics: {
      append_dimensions: { AutoScalingGroupName: '${aws:AutoScalingGroupName}', InstanceId: '${aws:InstanceId}' },
      metrics_collected: { disk: { measurement: ['used_percent'], resources: ['/'] }, mem: { measurement: ['mem_used_percent'] } },
    },
  };
  const path = '/opt/aws/amazon-cloudwatch-agent/etc/web-tier.json';
  return [
    `cat > ${path} <<'AGENT'`,
    JSON.stringify(configuration),
    'AGENT',
    `/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:${path}`,
  ];
}

/** In a subshell: whatever the commands do to the shell, its traps and its end, the wait and the signal come after them. */
function runForUser(commands: string): string[] {
  return ['( true', commands, ')', 'systemctl try-reload-or-restart nginx'];
}

function waitUntilHealthy({ healthCheckPath, targetGroupArn }: InstanceSetup): string[] {
  return [
    `until curl -gskf -o /dev/null 'https://127.0.0.1${healthCheckPath}'; do sleep 5; done`,
    `until aws elbv2 describe-target-health --region ${Aws.REGION} --target-group-arn ${targetGroupArn} --targets "Id=$instance" --query 'TargetHealthDescriptions[0].TargetHealth.State' --output text | grep -qx healthy; do sleep 5; done`,
  ];
}
