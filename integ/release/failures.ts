/** What went wrong while the rest went on. */
export class Failures {
  private readonly errors: Error[] = [];

  /** What the work gives, or undefined when it failed. */
  public async during<Result>(what: string, work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      this.errors.push(new Error(`${what}: ${(error as Error).message}`, { cause: error }));
      return undefined;
    }
  }

  public get any(): boolean {
    return this.errors.length > 0;
  }

  public include({ errors }: Failures): void {
    this.errors.push(...errors);
  }

  /** @throws all of them, if there are any */
  public throw(): void {
    if (this.any) {
      throw new AggregateError(this.errors, this.errors.map(({ message }) => message).join('\n'));
    }
  }
}
