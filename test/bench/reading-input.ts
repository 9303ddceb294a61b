/** How the records stand in a benchmark's input. */
export type InputForm = 'ndjson' | 'array' | 'indented array';

/**
 * Text of at least `bytes` bytes with records of about `recordBytes` each, as they are without white space. The records
 * repeat themselves after 10,000.
 */
export function inputText(form: InputForm, recordBytes: 77 | 1_000, bytes: number): Buffer {
  const value = recordBytes === 77 ? reading : event;
  const indent = form === 'indented array' ? 2 : undefined;
  const records = Array.from({ length: 10_000 }, (_, at) => JSON.stringify(value(at), undefined, indent));
  if (form === 'ndjson') return repeated(`${records.join('\n')}\n`, bytes);
  const separator = indent === undefined ? ',' : ',\n';
  const body = repeated(records.join(separator) + separator, bytes);
  return Buffer.concat([Buffer.from('['), body.subarray(0, -separator.length), Buffer.from(']')]);
}

function repeated(text: string, bytes: number): Buffer {
  const piece = Buffer.from(text);
  return Buffer.concat(Array.from({ length: Math.ceil(bytes / piece.length) }, () => piece));
}

function reading(at: number): unknown {
  return { id: 100_000 + at, time: '2026-01-05T12:34:56.789Z', sensor: `s-${at % 1_000}`, value: at / 8 };
}

/** A record of a web log, nested a little, with long strings and many numbers. */
function event(at: number): unknown {
  return {
    id: at,
    time: '2026-01-05T12:34:56.789Z',
    message: 'The harbour lights went out one after the other. '.repeat(6),
    tags: ['alpha', 'beta', at % 7],
    place: { lat: 52.5 + (at % 100) / 1_000, lon: 13.4 },
    path: `/v1/items/${at}?limit=100&offset=200`,
    flags: { fresh: true, last: false, owner: null },
    values: Array.from({ length: 40 }, (_, turn) => (at * 31 + turn * 17) % 1_000),
    note: 'small words and "quoted" ones '.repeat(11),
  };
}
