import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../docs/pages';

/** A word or phrase that a reader of AWS's documentation does not expect. Identifiers are read as the words that they consist of. */
interface Avoided {
  readonly pattern: RegExp;
  readonly instead: string;
}

/** One term for one thing. */
export const AVOIDED: readonly Avoided[] = [
  { pattern: /\b(tell|tells|told|hear|hears|heard)\b/i, instead: 'notify, publish to, send to, report, show' },
  { pattern: /\b(somebody|people who are paged|those who look after)\b/i, instead: 'subscriber, on-call engineer, auditor, security team' },
  { pattern: /\banew\b/i, instead: 'regenerate, replace' },
  { pattern: /\b(stands?|stood|standing) in\b/i, instead: 'is defined in, appears in' },
  { pattern: /\b(says? no|in vain|does not take|do not take)\b/i, instead: 'fails, is rejected, refuses with' },
  { pattern: /\b(fast path|ahead|told at once)\b/i, instead: 'real-time rules; before, in advance' },
  { pattern: /\b(strict|quiet)\b/i, instead: 'compliance alarms, low-noise alarms; exact' },
  { pattern: /\bonly the deployment knows\b|\bknown to the deployment only\b/i, instead: 'unresolved token, not known at synthesis' },
  { pattern: /\bnot ours\b/i, instead: 'imported' },
];

/** Options of compilers, commands and APIs. */
const NAMES_OF_OTHERS = /--(quiet|strict)\b|\bquiet: (true|false)|<\/?Quiet>|\bQuiet: |["']?strict["']?( =|:) ?["']?(true|false|on)|\bstrict[A-Z]\w+|typeCheckingMode.*strict|'use strict'|isDeepStrictEqual|"-q"/gi;

/** Documentation of members that the package inherits from aws-cdk-lib. */
const INHERITED = /it's not possible to tell whether the bucket already has a policy/g;

/** CHANGELOG.md quotes earlier names; this list quotes every entry. */
const EXCLUDED = /^(package-lock\.json|LICENSE|CHANGELOG\.md|test\/house\/words(\.test)?\.ts)$|\.snapshot\/|\.svg$/;

/** The words of a line, those within identifiers separated. */
const wordsOf = (line: string) => line.replace(NAMES_OF_OTHERS, '').replace(INHERITED, '').replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/(?<=\w)[_-](?=\w)/g, ' ');

/** What to write instead in a text, by line. */
export function avoidedIn(path: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) => AVOIDED.flatMap(({ pattern, instead }) => {
    const [found] = pattern.exec(wordsOf(line)) ?? [];
    return found ? [`${path}:${index + 1}: '${found}' (write ${instead})`] : [];
  }));
}

/** Every file of the repository that people read. */
export function readFiles(): { path: string; text: string }[] {
  const paths = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
  return paths.filter((path) => !EXCLUDED.test(path)).map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}
