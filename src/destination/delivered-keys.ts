import type { S3Destination } from '../actions/describe-destination.ts';

/** What the key of an object says; `other` is no object of the stream. */
export type KeyFacts =
  | {
      readonly kind: 'records' | 'errors';
      /** When the oldest record of the object came, in milliseconds since the epoch; undefined outside of UTC. */
      readonly oldestRecordAt: number | undefined;
    }
  | { readonly kind: 'other' };

const EXPRESSION = /!\{([a-z]+):([^}]*)\}/gi;
const HOUR_FOLDERS = String.raw`\d{4}/\d\d/\d\d/\d\d/`;

/** Whether keys begin with the prefix and `yyyy/MM/dd/HH/`, as they do where a prefix has no expression (doc). */
export function hasHourFolders({ prefix }: Pick<S3Destination, 'prefix'>): boolean {
  return !prefix.includes('!{');
}

/** What stands before the first expression of a prefix. */
export function fixedPart(prefix: string): string {
  return prefix.split('!{')[0] ?? '';
}

/**
 * Makes a function that tells the objects of a stream by their keys: the evaluated prefix, then
 * `NAME-VERSION-yyyy-MM-dd-HH-mm-ss-UUID` and an extension. (Source: "Configure Amazon S3 object name format" in the
 * developer guide.) Another stream may share the bucket and even the prefix.
 */
export function createKeyReader(destination: S3Destination): (key: string) => KeyFacts {
  const records = recordKeys(destination);
  const errors = errorKeys(destination);
  const isBelowErrors = liesBelowErrors(destination);
  return (key) => {
    const [asked, other] = isBelowErrors ? [records, errors] : [errors, records];
    const first = asked.exec(key);
    const found = first ?? other.exec(key);
    if (found === null) return { kind: 'other' };
    const { time = '' } = found.groups ?? {};
    const oldestRecordAt = destination.timeZone === 'UTC' ? timeOf(time) : undefined;
    const isError = (first === null) === isBelowErrors;
    return { kind: isError ? 'errors' : 'records', oldestRecordAt };
  };
}

/**
 * Whether the prefix lies below the error prefix, or is the same. Either pattern matches keys of the other where one lies
 * below, so the deeper one is asked first; objects of records are the usual ones.
 */
function liesBelowErrors({ prefix, errorPrefix }: S3Destination): boolean {
  if (errorPrefix === undefined) return false;
  return prefix === errorPrefix || fixedPart(prefix).length > fixedPart(errorPrefix).length;
}

function recordKeys(destination: S3Destination): RegExp {
  const { prefix } = destination;
  const folders = hasHourFolders(destination) ? HOUR_FOLDERS : '';
  return new RegExp(`^${patternOf(prefix)}${folders}${nameOf(destination)}`);
}

/** Below an error prefix the service adds a folder of the error's type, or of the hour, or both, or neither. */
function errorKeys(destination: S3Destination): RegExp {
  const { prefix, errorPrefix } = destination;
  const template = errorPrefix ?? `${prefix}!{firehose:error-output-type}/`;
  const folders = template.endsWith('/') ? '(?:.*/)?' : '.*?';
  return new RegExp(`^${patternOf(template)}${folders}${nameOf(destination)}`);
}

const nameOf = ({ streamName }: S3Destination): string =>
  String.raw`${escaped(streamName)}-\d+-(?<time>\d{4}(?:-\d\d){5})-[^/]*$`;

function patternOf(template: string): string {
  const texts = template.split(EXPRESSION);
  // The pieces are text, namespace, value, text, namespace …
  return texts
    .map((text, place) => {
      if (place % 3 === 0) return escaped(text);
      if (place % 3 === 1) return '';
      return text === 'error-output-type' ? '[A-Za-z-]+-failed' : '.+?';
    })
    .join('');
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);

function timeOf(time: string): number {
  const [year = 0, month = 1, day, hour, minute, second] = time.split('-').map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
