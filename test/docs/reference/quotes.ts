import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../pages';

const MARK = /^ *<!-- example: .* -->$/gm;
/** The comment and the code block after it. The block may be indented, in a list. */
const QUOTE = /^(?<indent> *)<!-- example: (?<file>\S+)(?: as (?<javaPackage>[\w.]+)\.(?<javaClass>\w+))? -->\n\k<indent>```(?<language>\w+)\n[\s\S]*?^\k<indent>```$/gm;

/**
 * Replaces each code block after a comment `<!-- example: FILE -->` with the contents of the file. `<!-- example: FILE as PACKAGE.CLASS -->`
 * renames a Java class.
 */
export function withQuotes(path: string, text: string, contentsOf = (file: string) => readFileSync(join(ROOT, file), 'utf8')): string {
  let quotes = 0;
  const quoted = text.replace(QUOTE, (...match) => {
    const { indent, file, javaPackage, javaClass, language } = match.at(-1) as { [group: string]: string };
    const comment = match[0].split('\n')[0];
    const contents = javaClass ? renamed(contentsOf(file), javaPackage, javaClass) : contentsOf(file);
    const lines = contents.trimEnd().split('\n').map((line) => (line ? indent + line : line));
    quotes += 1;
    return [comment, `${indent}\`\`\`${language}`, ...lines, `${indent}\`\`\``].join('\n');
  });
  if (quotes !== (text.match(MARK) ?? []).length) {
    throw new Error(`${path} must have a code block immediately after each comment <!-- example: FILE -->.`);
  }
  return quoted;
}

export const hasQuotes = (text: string) => text.match(MARK) !== null;

function renamed(source: string, javaPackage: string, javaClass: string): string {
  return source.replace(/^package .+;$/m, `package ${javaPackage};`).replace(/^public class \w+/m, `public class ${javaClass}`);
}
