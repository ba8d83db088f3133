import { GenerateCredentialReportCommand, GetCredentialReportCommand } from '@aws-sdk/client-iam';
import { unless } from '../examination';
import type { Location } from '../implementation';

const PATIENCE_MILLISECONDS = 60_000;
const PAUSE_MILLISECONDS = 2_000;

/** An IAM user with a password. */
export interface PasswordUser {
  readonly name: string;
  /** In milliseconds since 1970. */
  readonly passwordChanged: number;
}

/**
 * Returns the users with a password, or undefined if IAM does not complete the report in time.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
export async function credentialReport({ clients: { iam }, send, timing }: Location): Promise<PasswordUser[] | undefined> {
  const ends = timing.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const { State } = await send(() => iam.send(new GenerateCredentialReportCommand({})));
    const report = State === 'COMPLETE' && await unless(/^(CredentialReport|Report)(NotPresent|Expired|NotReady|InProgress)/, () =>
      send(() => iam.send(new GetCredentialReportCommand({}))));
    if (report) {
      return parseReport(Buffer.from(report.Content ?? []).toString('utf8'));
    }
    if (timing.now() >= ends) {
      return undefined;
    }
    await timing.sleep(PAUSE_MILLISECONDS);
  }
}

/**
 * Parses a report. The first two columns, `user` and `arn`, contain the name of the user, in which a comma is allowed. The other columns are found from
 * the end of the line. The root user and users without a password have no date.
 */
export function parseReport(csv: string): PasswordUser[] {
  const [header = '', ...lines] = csv.split(/\r?\n/).filter((line) => line !== '');
  const columns = header.split(',');
  const fromEnd = (name: string) => columns.indexOf(name) - columns.length;
  if (!columns.includes('password_enabled') || !columns.includes('password_last_changed')) {
    throw new Error(`The credential report of IAM has unknown columns: ${header.slice(0, 200)}`);
  }
  return lines.flatMap((line) => {
    const cells = line.split(',');
    const name = cells.slice(0, 1 + (cells.length - columns.length) / 2).join(',').replace(/^"(.*)"$/, '$1');
    const passwordChanged = Date.parse(cells.at(fromEnd('password_last_changed')) ?? '');
    return cells.at(fromEnd('password_enabled')) === 'true' && !Number.isNaN(passwordChanged) ? [{ name, passwordChanged }] : [];
  });
}
