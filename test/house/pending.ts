/** Folders that do not follow every rule yet. Each change that cleans one takes it from the list; the last one deletes this file. */
const PENDING: readonly string[] = [
  'src/audit/', 'src/baseline/', 'src/common/alarms/', 'src/common/topics/', 'src/compute/', 'src/database/', 'src/monitoring/', 'src/network/', 'src/storage/',
];

export function unlessPending(problems: string[]): string[] {
  return problems.filter((problem) => !PENDING.some((folder) => problem.startsWith(folder)));
}
