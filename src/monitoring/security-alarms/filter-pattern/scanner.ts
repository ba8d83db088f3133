/** Reads a text from left to right, and says where it could not go on. */
export class Scanner {
  private position = 0;

  constructor(private readonly text: string) {}

  /** Takes what matches here, white space before it left out, or gives undefined. `expected` is sticky. */
  public take(expected: RegExp): RegExpExecArray | undefined {
    this.skipSpace();
    expected.lastIndex = this.position;
    const match = expected.exec(this.text);
    if (!match) {
      return undefined;
    }
    this.position += match[0].length;
    return match;
  }

  /** Takes what matches here, or throws. */
  public expect(expected: RegExp, remedy: string): RegExpExecArray {
    return this.take(expected) ?? this.fail(remedy);
  }

  /** Throws the remedy, with the place and what stands there. */
  public fail(remedy: string): never {
    this.skipSpace();
    const found = this.text.slice(this.position, this.position + 20);
    const place = found ? `at character ${this.position + 1}, before ${JSON.stringify(found)}` : 'at its end';
    throw new Error(`${remedy} (${place})`);
  }

  private skipSpace(): void {
    this.position += /^\s*/.exec(this.text.slice(this.position))![0].length;
  }
}
