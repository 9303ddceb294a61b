/** Where the next page begins; opaque to clients, and in letters that every protocol carries unharmed. */
export function writePageToken(place: string | number): string {
  return Buffer.from(JSON.stringify({ from: place })).toString('base64url');
}

/** The place in a token of {@link writePageToken}, or undefined for a text that is none of ours. */
export function readPageToken(token: string): string | number | undefined {
  try {
    const { from } = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as { from?: unknown };
    return typeof from === 'string' || (typeof from === 'number' && from >= 0) ? from : undefined;
  } catch {
    return undefined;
  }
}
