import { posix } from 'node:path';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Aws } from 'aws-cdk-lib/core';

export const DEFAULT_HEALTH_CHECK_PATH = '/health';

/** The packages of the script. Some images, such as those for Amazon ECS, do not include the AWS CLI. */
const PACKAGES = 'amazon-cloudwatch-agent nginx openssl $(command -v aws > /dev/null || echo awscli-2)';

/** Exists after the commands of the user have succeeded, also after the instance is rebooted. */
const READY_FILE = '/etc/nginx/web-tier-ready';

const LOGICAL_ID_TAG = 'aws:cloudformation:logical-id';

export interface InstanceSetup {
  readonly logGroupName: string;
  readonly healthCheckPath: string;
  /** The path of the default health page. */
  readonly healthPagePath: string;
  readonly targetGroupArn: string;
  /** The script of the user. */
  readonly userScript?: string;
}

/**
 * Renders the commands that an instance runs at its first start: it sends its logs, serves a health page over HTTPS with a self-signed certificate,
 * runs the commands of the user, and signals CloudFormation when the load balancer considers it healthy. The load balancer does not validate the
 * certificates of its targets.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export function instanceUserData(setup: InstanceSetup): ec2.UserData {
  const userData = ec2.UserData.forLinux();
  userData.addCommands(
    'set -euo pipefail',
    // An image that was created from an instance contains the file.
    `rm -f ${READY_FILE}`,
    ...signalOnExit(),
    `dnf install -y ${PACKAGES}`,
    ...sendLogs(setup.logGroupName),
    ...serveHealthPage(setup),
    ...(setup.userScript ? runUserScript(setup.userScript) : []),
    ...waitUntilHealthy(setup),
  );
  return userData;
}

/**
 * Signals the exit status of the script, so that a failed command fails the deployment immediately.
 *
 * The signal requires the logical id of the Auto Scaling group, which CloudFormation adds as a tag to the group and its instances. The user data
 * does not contain the logical id, because it would then change with the id, which `cdk refactor` rejects. The tag can appear some time after the
 * launch. Without the tag the instance writes an error to its log and sends no signal, and the deployment times out.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-autoscaling-autoscalinggroup-tagproperty.html
 */
function signalOnExit(): string[] {
  return [
    'token=$(curl -sf -X PUT http://169.254.169.254/latest/api/token -H "X-aws-ec2-metadata-token-ttl-seconds: 3600")',
    'instance=$(curl -sf -H "X-aws-ec2-metadata-token: $token" http://169.254.169.254/latest/meta-data/instance-id)',
    `region=${Aws.REGION}`,
    'group() {',
    '  for try in {1..30}; do',
    `    id=$(aws ec2 describe-tags --region "$region" --filters Name=resource-id,Values=$instance Name=key,Values=${LOGICAL_ID_TAG} --query 'Tags[0].Value' --output text) || id=`,
    '    case $id in ""|None) sleep 10 ;; *) echo "$id"; return 0 ;; esac',
    '  done',
    `  echo "Cannot signal CloudFormation: no tag ${LOGICAL_ID_TAG}" >&2`,
    '  false',
    '}',
    'signal() {',
    '  status=$([ "$1" -eq 0 ] && echo SUCCESS || echo FAILURE)',
    '  id=$(group) || exit 1',
    // CloudFormation rejects signals when no creation or update is in progress, such as when the group scales out.
    `  aws cloudformation signal-resource --region "$region" --stack-name ${Aws.STACK_NAME} --logical-resource-id "$id" --unique-id "$instance" --status "$status" || true`,
    '}',
    "trap 'signal $?' EXIT",
  ];
}

/**
 * The web server returns 503 for all requests until the commands of the user have succeeded. Otherwise the instance would receive requests before it
 * can process them. A load balancer sends requests to unhealthy targets too if no target is healthy.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
function serveHealthPage(setup: InstanceSetup): string[] {
  return [
    'mkdir -p /etc/nginx/tls /etc/nginx/default.d /usr/share/nginx/html /var/log/application',
    'openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=$instance" -keyout /etc/nginx/tls/server.key -out /etc/nginx/tls/server.crt',
    'chmod 600 /etc/nginx/tls/server.key',
    ...writeFile('/etc/nginx/conf.d/web-tier.conf', serverBlock(setup)),
    'systemctl enable nginx',
    // The web server of a specified image can be running already.
    'systemctl restart nginx',
  ];
}

function serverBlock({ healthPagePath, userScript }: InstanceSetup): string[] {
  return [
    'server {',
    '  listen 443 ssl default_server;',
    '  ssl_certificate /etc/nginx/tls/server.crt;',
    '  ssl_certificate_key /etc/nginx/tls/server.key;',
    '  ssl_protocols TLSv1.2 TLSv1.3;',
    '  server_tokens off;',
    '  root /usr/share/nginx/html;',
    ...(userScript ? [`  if (!-f ${READY_FILE}) { return 503; }`] : []),
    `  location = "${healthPagePath.split('?')[0]}" { access_log off; default_type text/plain; return 200 "healthy\\n"; }`,
    '  include /etc/nginx/default.d/*.conf;',
    '}',
  ];
}

function sendLogs(logGroupName: string): string[] {
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
    ...writeFile(path, [JSON.stringify(configuration)]),
    `/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:${path}`,
  ];
}

/**
 * Runs the script in a process of its own, with the interpreter of its shebang and the environment of cloud-init, which does not include HOME. The
 * script cannot exit the commands of the web tier or change their traps and options, so that the health check and the signal follow.
 *
 * @see https://docs.cloud-init.io/en/latest/explanation/format.html
 */
function runUserScript(script: string): string[] {
  const [, interpreter, commands] = /^(?:#!(.*)\n?)?([^]*)$/.exec(script)!;
  return [
    'mkdir -p -m 700 /var/lib/web-tier',
    ...writeFile('/var/lib/web-tier/user-data', ['set -e', commands]),
    `HOME=/root ${interpreter?.trim() || '/bin/bash'} /var/lib/web-tier/user-data`,
    // The commands can remove or disable the web server.
    'if systemctl is-active -q nginx; then systemctl reload nginx; fi',
    `mkdir -p ${posix.dirname(READY_FILE)}`,
    `touch ${READY_FILE}`,
  ];
}

/** Writes a file without expanding variables. */
function writeFile(path: string, lines: string[]): string[] {
  let delimiter = 'EOF';
  while (lines.some((line) => line.includes(delimiter))) {
    delimiter += '_';
  }
  return [`cat > ${path} <<'${delimiter}'`, ...lines, delimiter];
}

function waitUntilHealthy({ healthCheckPath, targetGroupArn }: InstanceSetup): string[] {
  return [
    `until curl -gskf -o /dev/null 'https://127.0.0.1${healthCheckPath}'; do sleep 5; done`,
    `until aws elbv2 describe-target-health --region "$region" --target-group-arn ${targetGroupArn} --targets "Id=$instance" --query 'TargetHealthDescriptions[0].TargetHealth.State' --output text | grep -qx healthy; do sleep 5; done`,
  ];
}
