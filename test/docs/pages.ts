import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export const ROOT = join(__dirname, '../..');

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
}

/** Where a link leads: the page or file, and the heading there. */
export interface Link {
  readonly from: string;
  readonly path: string;
  readonly heading?: string;
}

/** Every page that people write: API.md is generated. */
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
  }));
}

/** The page without its fenced blocks. */
export function proseOf({ text }: Page): string {
  return text.replace(/^( *)```[\s\S]*?^ *```$/gm, '');
}

/** The links to what is in the repository. */
export function linksOf(from: Page): Link[] {
  return [...proseOf(from).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target).filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => target.split('#'))
    .map(([path, heading]) => ({ from: from.path, path: path === '' ? from.path : normalize(join(dirname(from.path), path)), heading }));
}

/** The headings of a page, as links name them. */
export function headingsOf(of: Page): string[] {
  return [...proseOf(of).matchAll(/^#+ (.+)$/gm)]
    .map(([, title]) => title.toLowerCase().replace(/[^\p{L}\p{N} -]/gu, '').replace(/ /g, '-'));
}
