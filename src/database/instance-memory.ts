/** The memory of the size `large` in GiB, by instance family. */
const MEMORY_OF_LARGE: { readonly [family: string]: number } = { c: 4, t: 8, m: 8, r: 16, x: 32 };

/** The sizes up to `large`, as fractions of `large`. */
const SMALL_SIZES: { readonly [size: string]: number } = { micro: 1 / 8, small: 1 / 4, medium: 1 / 2, large: 1 };

/** The memory in GiB of an EC2 instance type or an RDS instance class. Undefined if it is not known. */
export function memoryOf(instanceType: string): number | undefined {
  const [, family, size] = /^(?:db\.)?([a-z])\d\w*\.(\w+)$/.exec(instanceType) ?? [];
  const large = MEMORY_OF_LARGE[family];
  const multiple = SMALL_SIZES[size] ?? multipleOfLarge(size);
  return large && multiple && large * multiple;
}

/** The size as a multiple of `large`: 2 for `xlarge`, 8 for `4xlarge`. */
function multipleOfLarge(size = ''): number | undefined {
  const [found, count] = /^(\d*)xlarge$/.exec(size) ?? [];
  return found ? 2 * Number(count || 1) : undefined;
}
