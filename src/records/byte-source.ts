import { constants, openSync, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { InputError } from './input-error.ts';

/** Bytes a read: large enough that a promise a chunk costs nothing, small enough for the processor's cache. */
const CHUNK_BYTES = 128 * 1024;

/**
 * The bytes of one input, in chunks that belong to the reader.
 * A regular file is read to where it ends at that moment: what is appended meanwhile is read too, and one that has
 * become shorter than it was when it was opened ends with an `InputError`. A FIFO waits for its writer.
 *
 * @param options - `start`: offset of the first byte that is wanted, in bytes, regular files only; `signal`: ends the
 *   wait for a FIFO's writer.
 */
export async function* bytesOf(
  file: string,
  stdin: Readable,
  { start = 0, signal }: { readonly start?: number; readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<Buffer> {
  if (file === '-') return yield* streamed(stdin, file);
  const stats = await statOf(file);
  if (stats.isDirectory())
    throw new InputError(file, 'is a directory; name a file, or `-` for standard input.');
  if (stats.isFIFO()) yield* streamed(openFifo(file, signal), file);
  else yield* readFile(file, start);
}

async function statOf(file: string): Promise<Stats> {
  try {
    return await stat(file);
  } catch (cause) {
    throw cannotOpen(file, cause);
  }
}

/** Opened without blocking and read as a socket, otherwise a FIFO without a writer would hold up the whole process. */
function openFifo(file: string, signal: AbortSignal | undefined): Readable {
  try {
    const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    return new Socket({ fd, readable: true, writable: false, ...(signal ? { signal } : {}) });
  } catch (cause) {
    throw cannotOpen(file, cause);
  }
}

async function* readFile(file: string, start: number): AsyncGenerator<Buffer> {
  const handle = await openFile(file);
  try {
    const expected = (await handle.stat()).size;
    let total = start;
    for await (const chunk of chunksOf(handle, file, start)) {
      total += chunk.length;
      yield chunk;
    }
    if (total < expected) {
      const message = `the file shrank while it was read: ${expected} bytes at first, ${total} in the end; send it again when nothing writes to it.`;
      throw new InputError(file, message);
    }
  } finally {
    await handle.close();
  }
}

async function openFile(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r');
  } catch (cause) {
    throw cannotOpen(file, cause);
  }
}

/** Reads one chunk ahead, so that the disk works while the chunk at hand is taken apart. */
async function* chunksOf(handle: FileHandle, file: string, start: number): AsyncGenerator<Buffer> {
  let position = start;
  let next = readChunk(handle, position);
  try {
    for (;;) {
      const chunk = await next;
      if (chunk.length === 0) return;
      position += chunk.length;
      next = readChunk(handle, position);
      // A failed read is reported when its turn comes; until then nobody waits for it.
      next.catch(() => undefined);
      yield chunk;
    }
  } catch (cause) {
    throw new InputError(file, `can't be read (${codeOf(cause)}); check the disk and send it again.`, {
      cause,
    });
  } finally {
    await next.catch(() => undefined);
  }
}

async function readChunk(handle: FileHandle, position: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, position);
  return buffer.subarray(0, bytesRead);
}

async function* streamed(stream: Readable, file: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) yield ownBytes(chunk);
  } catch (cause) {
    throw new InputError(file, `can't be read (${codeOf(cause)}); send it again.`, { cause });
  }
}

function ownBytes(chunk: Uint8Array | string): Buffer {
  if (typeof chunk === 'string') return Buffer.from(chunk);
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}

const REMEDIES: Record<string, string> = {
  ENOENT: "doesn't exist; check the name and the working directory.",
  EACCES: "can't be read: permission denied; check the file's mode and owner.",
  EPERM: "can't be read: operation not permitted; check the file's mode and owner.",
  ENOTDIR: "doesn't exist: part of its path is a file; check the name.",
  ENXIO: "can't be read: it is a socket; name a file, or `-` for standard input.",
};

function cannotOpen(file: string, cause: unknown): InputError {
  const code = codeOf(cause);
  return new InputError(file, REMEDIES[code] ?? `can't be opened (${code}); check the name.`, { cause });
}
