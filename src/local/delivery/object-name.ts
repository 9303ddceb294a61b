/** Which object is being named. */
export interface NamedObject {
  readonly streamName: string;
  /** Begins at 1 and rises with each change of the stream (doc). */
  readonly versionId: string;
  /** Milliseconds since the epoch at which the oldest record of the object came (doc). */
  readonly openedAt: number;
  /** Unique for each object. */
  readonly uuid: string;
  /** Such as `.gz`; empty for verbatim objects (doc). */
  readonly extension: string;
}

const EXPRESSION = /!\{([a-z]+):([^}]*)\}/gi;
const DATE_LETTERS: Readonly<Record<string, (date: Date) => number>> = {
  y: (date) => date.getUTCFullYear(),
  u: (date) => date.getUTCFullYear(),
  M: (date) => date.getUTCMonth() + 1,
  d: (date) => date.getUTCDate(),
  D: (date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1,
  H: (date) => date.getUTCHours(),
  h: (date) => date.getUTCHours() % 12 || 12,
  m: (date) => date.getUTCMinutes(),
  s: (date) => date.getUTCSeconds(),
  S: (date) => date.getUTCMilliseconds(),
};

/** Key of a delivered object: the evaluated prefix, then `NAME-VERSION-yyyy-MM-dd-HH-mm-ss-UUID` and the extension (doc). */
export function objectKey(prefix: string, object: NamedObject): string {
  return `${evaluatePrefix(prefix, object)}${suffixOf(object)}`;
}

/**
 * Key of an object that could not be delivered as it should: the error prefix, its output type such as `processing-failed`.
 * Without an error prefix it is the prefix followed by the type (doc).
 */
export function errorObjectKey(
  prefix: string,
  errorPrefix: string | undefined,
  type: string,
  object: NamedObject,
): string {
  const template = errorPrefix || `${prefix}${type}/`;
  return (
    evaluatePrefix(template, object).replaceAll('!{firehose:error-output-type}', type) + suffixOf(object)
  );
}

/** Whether a prefix has any expression; one without gets `yyyy/MM/dd/HH/` after it (doc). */
export function hasExpression(prefix: string): boolean {
  return /!\{[^}]*\}/.test(prefix);
}

/** Namespaces and values of a prefix's expressions, for the checks of CreateDeliveryStream. */
export function expressionsOf(
  prefix: string,
): readonly { readonly namespace: string; readonly value: string }[] {
  return [...prefix.matchAll(EXPRESSION)].map(([, namespace = '', value = '']) => ({ namespace, value }));
}

function evaluatePrefix(prefix: string, object: NamedObject): string {
  const template = hasExpression(prefix) ? prefix : `${prefix}!{timestamp:yyyy/MM/dd/HH}/`;
  return template.replace(EXPRESSION, (whole, namespace: string, value: string) => {
    if (namespace === 'timestamp') return formatDate(value, new Date(object.openedAt));
    if (namespace === 'firehose' && value === 'random-string') return randomString(object.uuid);
    return whole;
  });
}

/** The pattern letters of Java's DateTimeFormatter that make sense in a key; text in single quotes stays. */
function formatDate(pattern: string, date: Date): string {
  return pattern.replace(
    /'((?:[^']|'')*)'|([A-Za-z])\2*/g,
    (run: string, quoted: string | undefined, letter: string) => {
      if (quoted !== undefined) return quoted === '' ? "'" : quoted.replaceAll("''", "'");
      const part = DATE_LETTERS[letter]?.(date);
      if (part === undefined) return run;
      const digits = String(part).padStart(run.length, '0');
      return (letter === 'y' || letter === 'u') && run.length === 2 ? digits.slice(-2) : digits;
    },
  );
}

function suffixOf({ streamName, versionId, openedAt, uuid, extension }: NamedObject): string {
  const time = formatDate('yyyy-MM-dd-HH-mm-ss', new Date(openedAt));
  return `${streamName}-${versionId}-${time}-${uuid}${extension}`;
}

/** Eleven characters (doc), made of the UUID so that delivering the same buffer again gives the same key. */
function randomString(uuid: string): string {
  return uuid.replaceAll('-', '').slice(0, 11);
}
