import { withQuotes } from './quotes';

const JAVA = 'package com.example;\n\npublic class ThreeLines {\n}\n';
const quote = (page: string, contents = 'one\n\ntwo\n') => withQuotes('page.md', page, () => contents);

test('a block after the comment has the contents of the file, and the language of the page', () => {
  expect(quote('<!-- example: a.ts -->\n```TypeScript\nold\n```\nend')).toBe('<!-- example: a.ts -->\n```TypeScript\none\n\ntwo\n```\nend');
});

test('a block in a list keeps its indentation', () => {
  expect(quote('1. a\n\n   <!-- example: a.ts -->\n   ```ts\n   old\n   ```\n')).toBe('1. a\n\n   <!-- example: a.ts -->\n   ```ts\n   one\n\n   two\n   ```\n');
});

test('other blocks remain unchanged', () => expect(quote('```ts\nold\n```\n')).toBe('```ts\nold\n```\n'));

test('a Java class can have another name', () => {
  expect(quote('<!-- example: A.java as com.myorg.MyApp -->\n```java\n```\n', JAVA))
    .toBe('<!-- example: A.java as com.myorg.MyApp -->\n```java\npackage com.myorg;\n\npublic class MyApp {\n}\n```\n');
});

test('a comment without a block is an error', () => {
  expect(() => quote('<!-- example: a.ts -->\n\n```ts\n```\n')).toThrow('page.md must have a code block immediately after');
});
