import type { Step, Turn } from './scripted-server.ts';

/** Whether a faulty call stored its records before it went wrong. */
export type Storing = 'stored' | 'not stored';

export const idOf = (record: string) => `id of ${record}`;

/** Stores everything and says so. */
export const accepts: Step = (turn) => answerEntries(turn, () => undefined);

/** Refuses the entries at these places of the call, and stores the others. */
export function failsEntries(places: readonly number[], errorCode = 'InternalFailure'): Step {
  return (turn) => answerEntries(turn, (place) => (places.includes(place) ? errorCode : undefined));
}

/** An error of the service, in JSON; nothing is stored. */
export function refuses(status: number, name: string, message = 'No.', headers: object = {}): Step {
  return raw(status, JSON.stringify({ __type: name, message }), 'not stored', headers);
}

/** Any reply at all. */
export function raw(status: number, body: string, storing: Storing, headers: object = {}): Step {
  return ({ call, response, store }) => {
    if (storing === 'stored') store(call.records);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers }).end(body);
  };
}

/** Breaks the connection instead of answering. */
export function resets(storing: Storing): Step {
  return ({ call, response, store }) => {
    if (storing === 'stored') store(call.records);
    response.socket?.resetAndDestroy();
  };
}

/** Promises more bytes than it sends, and breaks the connection. */
export function cutsShort(storing: Storing): Step {
  return ({ call, response, store }) => {
    if (storing === 'stored') store(call.records);
    response.writeHead(200, { 'content-length': '1000' }).write('{"FailedPutCount":0,', () => {
      response.socket?.resetAndDestroy();
    });
  };
}

/** Answers with bytes that no HTTP client can read. */
export function garbles(storing: Storing): Step {
  return ({ call, response, store }) => {
    if (storing === 'stored') store(call.records);
    response.socket?.end('HTTP/1.1 200 OK\r\ncontent-length: none\r\n\r\n{}');
  };
}

/** Never answers. */
export function isSilent(storing: Storing): Step {
  return ({ call, store }) => {
    if (storing === 'stored') store(call.records);
  };
}

function answerEntries({ call, response, store }: Turn, errorCodeAt: (place: number) => string | undefined) {
  const isStored = (_: string, place: number) => errorCodeAt(place) === undefined;
  const kept = call.records.filter(isStored);
  store(kept);
  const entries = call.records.map((record, place) => {
    const ErrorCode = errorCodeAt(place);
    return ErrorCode
      ? { ErrorCode, ErrorMessage: `${ErrorCode} said the script` }
      : { RecordId: idOf(record) };
  });
  const body =
    call.operation === 'PutRecord'
      ? { RecordId: idOf(call.records[0] ?? '') }
      : { FailedPutCount: entries.length - kept.length, RequestResponses: entries };
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
}
