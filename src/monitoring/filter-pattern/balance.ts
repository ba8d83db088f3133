const CLOSING: Record<string, string> = { '{': '}', '(': ')', '[': ']' };

/** Whether every bracket of a filter pattern is closed in turn, and every quotation mark and regular expression ends. */
export function isBalanced(pattern: string): boolean {
  const awaited: string[] = [];
  for (const { 0: token } of pattern.matchAll(/"(?:[^"\\]|\\.)*"|%[^%]*%|[{}()[\]"%]/g)) {
    if (token.length > 1) {
      continue;
    }
    if (token in CLOSING) {
      awaited.push(CLOSING[token]);
    } else if (awaited.pop() !== token) {
      return false;
    }
  }
  return awaited.length === 0;
}
