/** Reads a text from left to right, and reports the position of errors. */
export class Scanner {
  private position = 0;

  constructor(private readonly text: string) {}

  /** Consumes and returns the match at the current position, after white space. Undefined if there is no match. `expected` must be sticky. */
  public match(expected: RegExp): RegExpExecArray | undefined {
    this.skipSpace();
    expected.lastIndex = this.position;
    const match = expected.exec(this.text);
    if (!match) {
      return undefined;
    }
    this.position += match[0].length;
    return match;
  }

  /** Consumes and returns the match at the current position, or throws an error with the remedy. */
  public expect(expected: RegExp, remedy: string): RegExpExecArray {
    return this.match(expected) ?? this.fail(remedy);
  }

  /** Throws an error with the remedy, the current position and the text that follows. */
  public fail(remedy: string): never {
    this.skipSpace();
    const found = this.text.slice(this.position, this.position + 20);
    const position = found ? `at character ${this.position + 1}, before ${JSON.stringify(found)}` : 'at the end of the pattern';
    throw new Error(`${remedy} (${position})`);
  }

  private skipSpace(): void {
    this.position += /^\s*/.exec(this.text.slice(this.position))![0].length;
  }
}
