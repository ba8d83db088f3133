/** Collects errors, so that an operation can continue after an error. */
export class Failures {
  private readonly errors: Error[] = [];

  /** Runs the work. Returns its result, or undefined if it fails. */
  public async during<Result>(what: string, work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      this.errors.push(new Error(`${what}: ${(error as Error).message}`, { cause: error }));
      return undefined;
    }
  }

  /** Whether there are errors. */
  public get any(): boolean {
    return this.errors.length > 0;
  }

  /** Adds the errors of another collection. */
  public include({ errors }: Failures): void {
    this.errors.push(...errors);
  }

  /** @throws an error with all collected errors, if there are any */
  public throw(): void {
    if (this.any) {
      throw new AggregateError(this.errors, this.errors.map(({ message }) => message).join('\n'));
    }
  }
}
