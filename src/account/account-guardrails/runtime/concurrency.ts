/** Runs the work for all items, for at most `limit` items at the same time, and returns the results in the order of the items. */
export async function mapLimited<Item, Result>(
  items: readonly Item[], limit: number, work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
