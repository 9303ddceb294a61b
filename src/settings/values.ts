/** Turns an option's text into its value, or throws `ValueError` with what is allowed. */
export interface ValueType<T> {
  /** Placeholder in the help, such as `<n>`. */
  readonly placeholder: string;
  readonly parse: (text: string) => T;
}

/** Thrown for a text that an option doesn't take; the message says what it takes. */
export class ValueError extends Error {
  override readonly name = 'ValueError';
}

/** A whole number within bounds, both included. */
export function integer(min: number, max: number): ValueType<number> {
  const parse = (text: string) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) {
      throw new ValueError(`a whole number from ${min} to ${max}`);
    }
    return value;
  };
  return { placeholder: '<n>', parse };
}

/** A whole number from 0, or `all`, which is infinite. */
export const countOrAll: ValueType<number> = {
  placeholder: '<n|all>',
  parse: (text) => {
    if (text === 'all') return Number.POSITIVE_INFINITY;
    if (!/^\d{1,15}$/.test(text)) throw new ValueError('a whole number from 0, or all');
    return Number(text);
  },
};

/** How fast records are sent: `auto`, `none` for as fast as it goes, or bytes a second. */
export type Rate = 'auto' | 'none' | number;

const RATE_UNITS = { '': 1, B: 1, KiB: 1_024, MiB: 1_048_576 };

/** A rate: a word, or a number of bytes a second with its unit, from 1 KiB to 1,024 MiB. */
export const rate: ValueType<Rate> = {
  placeholder: '<rate>',
  parse: (text) => {
    if (text === 'auto' || text === 'none') return text;
    const [, number, unit = ''] = /^(\d{1,10}(?:\.\d{1,3})?)(B|KiB|MiB)?$/.exec(text) ?? [];
    const bytes = Number(number) * RATE_UNITS[unit as keyof typeof RATE_UNITS];
    if (number === undefined || bytes < 1_024 || bytes > 1_024 * 1_048_576)
      throw new ValueError(
        'auto, none, or bytes a second such as 5MiB, 500KiB or 65536, from 1KiB to 1024MiB',
      );
    return bytes;
  },
};

/** One of a few words. */
export function oneOf<const W extends string>(...words: readonly W[]): ValueType<W> {
  const parse = (text: string) => {
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) throw new ValueError(words.join(', '));
    return word;
  };
  return { placeholder: `<${words.length > 4 ? 'word' : words.join('|')}>`, parse };
}

/** Any text but none. */
export function text(placeholder: string): ValueType<string> {
  const parse = (value: string) => {
    if (value === '') throw new ValueError('a text that is not empty');
    return value;
  };
  return { placeholder, parse };
}

/** The name of a Firehose stream. (Source: DeliveryStreamName in the Firehose API reference.) */
export const streamName: ValueType<string> = {
  placeholder: '<name>',
  parse: (value) => {
    if (!/^[a-zA-Z0-9_.-]{1,64}$/.test(value))
      throw new ValueError('1 to 64 of the characters a-z A-Z 0-9 _ . -');
    return value;
  },
};

/** The name of a log group, or nothing, which is none. (Source: CreateLogGroup in the CloudWatch Logs API reference.) */
export const logGroup: ValueType<string | undefined> = {
  placeholder: '<name>',
  parse: (value) => {
    if (value === '') return undefined;
    if (!/^[.\-_/#a-zA-Z0-9]{1,512}$/.test(value))
      throw new ValueError('1 to 512 of the characters a-z A-Z 0-9 _ - / . #, or nothing');
    return value;
  },
};

/** An address with http or https, without a trailing slash. */
export const url: ValueType<string> = {
  placeholder: '<url>',
  parse: (value) => {
    const isHttp = /^https?:\/\/[^/]/.test(value) && URL.canParse(value);
    if (!isHttp) throw new ValueError('an address such as http://127.0.0.1:5000');
    return value.replace(/\/+$/, '');
  },
};

/** A switch: given or not. In the environment: true, false, 1 or 0. */
export const toggle: ValueType<boolean> = {
  placeholder: '',
  parse: (value) => {
    if (value === 'true' || value === '1') return true;
    if (value === 'false' || value === '0') return false;
    throw new ValueError('true, false, 1 or 0');
  },
};

/** The name of an S3 bucket. (Source: bucket naming rules in the S3 user guide.) */
export const bucketName: ValueType<string> = {
  placeholder: '<name>',
  parse: (value) => {
    const isName = /^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value);
    if (isName && !/^(\d+\.){3}\d+$/.test(value)) return value;
    throw new ValueError('3 to 63 of the characters a-z 0-9 . -, with a letter or digit at both ends');
  },
};

/** The beginning of objects' names; empty for none. (Source: Prefix in the Firehose API reference.) */
export const prefix: ValueType<string> = {
  placeholder: '<prefix>',
  parse: (value) => {
    // One character is left for the slash at its end.
    if (value.length <= 1_023 && !/\p{Cc}/u.test(value)) return value;
    throw new ValueError('at most 1023 characters, none of them a control character');
  },
};
