/** Describes how to connect to the database from a shell with the AWS CLI and the Session Manager plugin. */
export function describeConnection(hostname: string, port: string, secretArn: string): string {
  return [
    `1. aws ssm start-session --target INSTANCE_ID --document-name AWS-StartPortForwardingSessionToRemoteHost --parameters host=${hostname},portNumber=${port},localPortNumber=3306`,
    '2. curl -O https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem (for other bundles, such as those of the China and GovCloud Regions, see '
      + 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html)',
    `3. mysql --host 127.0.0.1 --user USER --ssl-ca global-bundle.pem --enable-cleartext-plugin --password="$(aws rds generate-db-auth-token --hostname ${hostname} --port ${port} --username USER)"`,
    `The secret ${secretArn} contains the password of the master user.`,
  ].join(' ');
}
