import { Readable } from 'node:stream';

/** Lines of NDJSON without their newlines, each different from all others. */
export function alertLines(count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    JSON.stringify({ ip_address: `10.0.${index >> 8}.${index & 255}`, alert_level: 'Low', number: index }),
  );
}

/** The lines as a file holds them. */
export const asFile = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** Standard input that gives these pieces and then ends. */
export const stdinOf = (...pieces: (string | Uint8Array)[]): Readable =>
  Readable.from(pieces.map((piece) => Buffer.from(piece)));

/** Standard input that gives these pieces and never ends. */
export function openStdin(...pieces: string[]): Readable {
  const stdin = new Readable({ read: () => {} });
  for (const piece of pieces) stdin.push(piece);
  return stdin;
}
