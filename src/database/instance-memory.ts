/** The memory of the size `large` in GiB, by the letter of the class. */
const MEMORY_OF_LARGE: { readonly [letter: string]: number } = { c: 4, t: 8, m: 8, r: 16, x: 32 };

/** The sizes up to `large`, as a part of it. */
const SMALL_SIZES: { readonly [size: string]: number } = { micro: 1 / 8, small: 1 / 4, medium: 1 / 2, large: 1 };

/** In GiB; of a type as EC2 names it, or of a class as RDS does. */
export function memoryOf(instanceType: string): number | undefined {
  const [, letter, size] = /^(?:db\.)?([a-z])\d\w*\.(\w+)$/.exec(instanceType) ?? [];
  const large = MEMORY_OF_LARGE[letter];
  const times = SMALL_SIZES[size] ?? extraLarge(size);
  return large && times && large * times;
}

/** `xlarge` is twice `large`, `4xlarge` is eight times it. */
function extraLarge(size = ''): number | undefined {
  const [found, count] = /^(\d*)xlarge$/.exec(size) ?? [];
  return found ? 2 * Number(count || 1) : undefined;
}
