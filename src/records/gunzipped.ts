import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { InputError } from './input-error.ts';
import { peek } from './peek.ts';

const MAGIC = Buffer.from([0x1f, 0x8b]);
const OUTPUT_BYTES = 256 * 1024;

/**
 * Decompresses an input that begins with gzip's magic number, whatever its name is; any other goes through as it is.
 * Neither JSON nor UTF-8 text can begin like that. Several gzip members after each other are one input.
 */
export async function* gunzipped(source: AsyncGenerator<Buffer>, file: string): AsyncGenerator<Buffer> {
  const { first, chunks } = await peek(source, MAGIC.length);
  if (isGzip(first)) return yield* decompressed(chunks, file);
  if (file.endsWith('.gz') && first.length > 0) {
    await chunks.return(undefined);
    throw new InputError(file, "isn't gzip, though its name ends in .gz; rename it or compress it.");
  }
  yield* chunks;
}

/** Whether an input that begins with these bytes is compressed. */
export function isGzip(first: Buffer): boolean {
  return first.subarray(0, MAGIC.length).equals(MAGIC);
}

async function* decompressed(chunks: AsyncGenerator<Buffer>, file: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: OUTPUT_BYTES });
  let failure: unknown;
  const feeding = pipeline(Readable.from(chunks), gunzip).catch((cause) => {
    failure = cause;
  });
  try {
    yield* gunzip;
  } catch (cause) {
    // The stream repeats what the feeding has met; told apart below, when both have ended.
    failure ??= cause;
  } finally {
    gunzip.destroy();
    await feeding;
  }
  if (failure === undefined) return;
  if (failure instanceof InputError) throw failure;
  throw new InputError(file, `the gzip data ${faultOf(failure)}; get the file again.`, { cause: failure });
}

function faultOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'Z_BUF_ERROR'
    ? 'breaks off'
    : `is damaged (${cause instanceof Error ? cause.message : cause})`;
}
