import { createGunzip, type Gunzip } from 'node:zlib';
import { InputError } from './input-error.ts';
import { peek } from './peek.ts';

const MAGIC = Buffer.from([0x1f, 0x8b]);
const OUTPUT_BYTES = 256 * 1024;

/**
 * Decompresses an input that begins with gzip's magic number, whatever its name is; any other goes through as it is.
 * Neither JSON nor UTF-8 text can begin like that. Several gzip members after each other are one input.
 */
export async function* gunzipped(source: AsyncGenerator<Buffer>, file: string): AsyncGenerator<Buffer> {
  const { first, chunks, close } = await peek(source, MAGIC.length);
  if (isGzip(first)) return yield* decompressed(chunks, file);
  if (file.endsWith('.gz') && first.length > 0) {
    await close();
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
  try {
    for await (const chunk of chunks) yield* outputOf(gunzip, file, (done) => gunzip.write(chunk, done));
    yield* outputOf(gunzip, file, (done) => gunzip.once('end', done).end());
  } finally {
    gunzip.destroy();
  }
}

/**
 * What one piece of input gives, read to its end before the next piece goes in.
 * A pipeline would lose what is still in its buffers when the input breaks off.
 */
async function* outputOf(
  gunzip: Gunzip,
  file: string,
  feed: (done: () => void) => void,
): AsyncGenerator<Buffer> {
  const progress: { state: 'working' | 'done'; fault?: Error; wake: () => void } = {
    state: 'working',
    wake: () => undefined,
  };
  const onReadable = (): void => progress.wake();
  const onDone = (): void => {
    progress.state = 'done';
    progress.wake();
  };
  const onError = (fault: Error): void => {
    progress.fault = fault;
    onDone();
  };
  gunzip.on('readable', onReadable).on('error', onError);
  feed(onDone);
  for (;;) {
    const chunk: Buffer | null = gunzip.read();
    if (chunk !== null) yield chunk;
    else if (progress.state === 'done') break;
    else await new Promise<void>((resolve) => (progress.wake = resolve));
  }
  gunzip.off('readable', onReadable).off('error', onError);
  const { fault } = progress;
  if (fault !== undefined)
    throw new InputError(file, `the gzip data ${faultOf(fault)}; get the file again.`, { cause: fault });
}

function faultOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'Z_BUF_ERROR'
    ? 'breaks off'
    : `is damaged (${cause instanceof Error ? cause.message : cause})`;
}
