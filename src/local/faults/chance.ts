/**
 * A number from 0 up to 1 that depends on nothing but its arguments: the same seed gives the same faults for the same
 * calls, however the calls overlap.
 */
export function chance(seed: number, rule: number, call: number, entry: number): number {
  let hash = 0x9e3779b9 ^ seed;
  for (const part of [rule, call, entry]) hash = mix(hash ^ mix(part + 0x85ebca6b));
  return (hash >>> 0) / 0x1_0000_0000;
}

/** The finishing steps of a 32-bit hash: every bit of the input moves about half of the output's. */
function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
  return hash ^ (hash >>> 15);
}
