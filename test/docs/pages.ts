import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export const ROOT = join(__dirname, '../..');

const { repository }: { repository: { url: string } } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const REPOSITORY = repository.url.replace(/\.git$/, '');
/** How an address of a file or folder of the main branch begins, as a page or as it is. */
const OURS = new RegExp(`^(${REPOSITORY}/(blob|tree)|${REPOSITORY.replace('//github.com', '//raw.githubusercontent.com')})/main/`);

/** A page of Markdown, by its path in the repository. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** The page and the line of its first line. */
  readonly place: string;
  /** The last heading before it. */
  readonly heading: string;
}

/** Where a link leads: the page or file, and the heading there. */
export interface Link {
  readonly from: string;
  readonly path: string;
  readonly heading?: string;
}

/** Every page that people write, and those of their examples. API.md is generated. */
export function pages(): Page[] {
  const guides = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md')).sort();
  return ['README.md', 'CONTRIBUTING.md', ...guides.map((name) => `docs/${name}`)]
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

export function page(path: string): Page {
  return pages().find((one) => one.path === path)!;
}

/** The fenced blocks, those in lists among them, without their indentation. */
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

/** What a page links to, in a link of its text or in a list of links at its end. */
export function targetsOf(of: Page): string[] {
  return [...proseOf(of).matchAll(/\]\(([^)\s]+)\)|^\[[\w-]+\]: (\S+)$/gm)].map(([, inText, inList]) => inText ?? inList);
}

/** Whether a link leads only where the files of the repository are. */
export const isRelative = (target: string) => !/^([a-z]+:|#)/.test(target);

/** The links to what is in the repository: relative ones, and those by the address of its main branch. */
export function linksOf(from: Page): Link[] {
  return targetsOf(from)
    .map((target) => (OURS.test(target) ? { folder: '', target: target.replace(OURS, '') } : { folder: dirname(from.path), target }))
    .filter(({ target }) => !/^[a-z]+:/.test(target))
    .map(({ folder, target }) => ({ folder, parts: target.split('#') }))
    .map(({ folder, parts: [path, heading] }) => ({ from: from.path, path: path === '' ? from.path : normalize(join(folder, path)), heading }));
}

/** The headings of a page as they stand there, its title first. */
export const titlesOf = (of: Page) => [...proseOf(of).matchAll(/^#+ (.+)$/gm)].map(([, title]) => title);

/** How a link names a heading. */
export const anchorOf = (title: string) => title.toLowerCase().replace(/[^\p{L}\p{N} -]/gu, '').replace(/ /g, '-');

/** The headings of a page, as links name them. */
export const headingsOf = (of: Page) => titlesOf(of).map(anchorOf);
