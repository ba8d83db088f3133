import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export const ROOT = join(__dirname, '../..');

const { repository }: { repository: { url: string } } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const REPOSITORY = repository.url.replace(/\.git$/, '');
/** Matches the beginning of a URL of a file or folder on the main branch. */
const MAIN_BRANCH_URL = new RegExp(`^(${REPOSITORY}/(blob|tree)|${REPOSITORY.replace('//github.com', '//raw.githubusercontent.com')})/main/`);

/** A Markdown page with its path in the repository. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** The page and the line number of the first line. */
  readonly place: string;
  /** The last heading before it. */
  readonly heading: string;
}

/** A link to a page or file, and to a heading in it. */
export interface Link {
  readonly from: string;
  readonly path: string;
  readonly heading?: string;
}

/** The README, CONTRIBUTING and all pages in docs. */
export function pages(): Page[] {
  const guides = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md')).sort();
  const examples = ['', 'java/', 'python/', 'typescript/'].map((folder) => `examples/${folder}README.md`);
  return ['README.md', 'CONTRIBUTING.md', ...guides.map((name) => `docs/${name}`), ...examples]
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

export function page(path: string): Page {
  return pages().find((one) => one.path === path)!;
}

/** The fenced blocks without indentation, including blocks in lists. */
export function blocksOf({ path, text }: Page): Block[] {
  return [...text.matchAll(/^( *)```(\w*)[^\n]*\n([\s\S]*?)^ *```$/gm)].map(({ 0: whole, 1: indent, 2: language, 3: content, index }) => ({
    language,
    text: content.replace(new RegExp(`^${indent}`, 'gm'), ''),
    place: `${path}:${text.slice(0, index).split('\n').length + whole.split('\n').indexOf(content.split('\n')[0])}`,
    heading: titlesOf({ path, text: text.slice(0, index) }).at(-1) ?? '',
  }));
}

/** The page without its fenced blocks. */
export function proseOf({ text }: Page): string {
  return text.replace(/^( *)```[\s\S]*?^ *```$/gm, '');
}

/** The targets of all links in the text and in link reference definitions. */
export function targetsOf(of: Page): string[] {
  return [...proseOf(of).matchAll(/\]\(([^)\s]+)\)|^\[[\w-]+\]: (\S+)$/gm)].map(([, inText, inList]) => inText ?? inList);
}

/** Whether a link is relative to the file. */
export const isRelative = (target: string) => !/^([a-z]+:|#)/.test(target);

/** The links to files of the repository: relative links and URLs of the main branch. */
export function linksOf(from: Page): Link[] {
  return targetsOf(from)
    .map((target) => (MAIN_BRANCH_URL.test(target) ? { folder: '', target: target.replace(MAIN_BRANCH_URL, '') } : { folder: dirname(from.path), target }))
    .filter(({ target }) => !/^[a-z]+:/.test(target))
    .map(({ folder, target }) => ({ folder, parts: target.split('#') }))
    .map(({ folder, parts: [path, heading] }) => ({ from: from.path, path: path === '' ? from.path : normalize(join(folder, path)), heading }));
}

/** The headings of a page. The first is the title. */
export const titlesOf = (of: Page) => [...proseOf(of).matchAll(/^#+ (.+)$/gm)].map(([, title]) => title);

/** The anchor of a heading. */
export const anchorOf = (title: string) => title.toLowerCase().replace(/[^\p{L}\p{N} -]/gu, '').replace(/ /g, '-');

/** The anchors of all headings of a page, including explicit ones as in API.md. */
export const headingsOf = (of: Page) => [...titlesOf(of).map(anchorOf), ...[...of.text.matchAll(/ id="([^"]+)"><\/a>$/gm)].map(([, id]) => id)];
