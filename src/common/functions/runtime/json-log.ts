/** Writes a log entry of the function as one line of JSON. */
export function log(event: string, details: Record<string, unknown> = {}): void {
  console.log(JSON.stringify({ event, ...details }));
}
