/** Reads a line of an object under the error prefix; `undefined` where it isn't JSON with `rawData` in base64 (doc). */
function parseErrorLine(line: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(line).toString('utf8'));
    return typeof parsed === 'object' && parsed !== null && 'rawData' in parsed ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}

/** The record of a line under the error prefix, as it was sent; `undefined` where the line holds none. */
export function rawDataOf(line: Uint8Array): Buffer | undefined {
  const rawData = parseErrorLine(line)?.rawData;
  return typeof rawData === 'string' ? Buffer.from(rawData, 'base64') : undefined;
}

/**
 * A line under the error prefix with its `rawData` decoded to text, and a newline. What isn't UTF-8 stays base64, and
 * what isn't such a line stays as it is.
 */
export function decodedErrorLine(line: Buffer): Buffer {
  const parsed = parseErrorLine(line);
  const data = rawDataOf(line);
  if (parsed === undefined || data === undefined || !isText(data)) return line;
  return Buffer.from(`${JSON.stringify({ ...parsed, rawData: data.toString('utf8') })}\n`);
}

const isText = (data: Buffer): boolean => Buffer.from(data.toString('utf8')).equals(data);
