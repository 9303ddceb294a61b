import { describeStream } from '../../actions/describe-stream.ts';
import { type Clients, type Connection, createClients, regionOf } from '../../aws/clients.ts';
import { type FirstAnswer, watchFirstAnswer } from '../../aws/server-clock.ts';
import { abortable } from '../../aws/transport.ts';
import { RunError } from '../../report/run-error.ts';
import { askAgain } from '../ask-again.ts';
import { explainError, explainSetUpError } from '../explain-error.ts';
import { CHECK_NAMES, type Check, type CheckName, type Finding, failed, ok, skipped } from './check.ts';
import { checkCaller } from './check-caller.ts';
import { checkClock } from './check-clock.ts';
import { checkMetrics } from './check-metrics.ts';
import { checkPut } from './check-put.ts';
import { judgeStream, type StreamAnswer } from './check-stream-answer.ts';

/** What is examined. */
export interface Examination {
  readonly connection: Connection;
  readonly stream: string;
  /** In words, for the person who wonders, such as `from AWS_REGION`. */
  readonly regionSource: string;
  readonly testRecord: 'put' | 'left out';
  readonly runId: string;
  /** Cuts every call off. */
  readonly signal: AbortSignal;
}

const behind = (name: CheckName) => CHECK_NAMES.slice(CHECK_NAMES.indexOf(name) + 1);

/** Looks at everything that a run needs, from the bottom up; each check comes out when it is done. */
export async function* examine(examination: Examination): AsyncGenerator<Check> {
  const { connection, regionSource } = examination;
  const region = await settled(regionOf(connection));
  if ('error' in region) {
    yield { name: 'Region', finding: failed(region.error) };
    return yield* skipAll(behind('Region'), 'the Region is not settled');
  }
  yield { name: 'Region', finding: ok(`${region.value}, ${regionSource}`) };
  const clients = await settled(createClients(connection));
  if ('error' in clients) {
    const isWrongEndpoint = clients.error.kind === 'usage';
    if (isWrongEndpoint) yield { name: 'credentials', finding: skipped('the SDK finds no endpoint') };
    const name = isWrongEndpoint ? 'endpoint' : 'credentials';
    yield { name, finding: failed(clients.error) };
    const why = isWrongEndpoint ? 'the SDK finds no endpoint' : 'there is nothing to sign with';
    return yield* skipAll(behind(name), why);
  }
  try {
    yield* examineConnected(examination, clients.value);
  } finally {
    clients.value.destroy();
  }
}

async function* examineConnected(examination: Examination, clients: Clients): AsyncGenerator<Check> {
  const { connection, stream, signal } = examination;
  const caller = await checkCaller(connection, signal);
  yield { name: 'credentials', finding: caller };
  const firstAnswer = watchFirstAnswer(clients.firehose);
  const asking = abortable(clients.firehose, signal);
  const answer = await askAgain(() => describeStream(asking, stream)).then(
    (description): StreamAnswer => ({ kind: 'described', description }),
    (error: unknown): StreamAnswer => ({ kind: 'refused', error }),
  );
  const first = firstAnswer();
  yield { name: 'endpoint', finding: checkEndpoint(answer, first, { stream, clients }) };
  if (!first) return yield* skipAll(behind('endpoint'), "the endpoint can't be reached");
  yield { name: 'clock', finding: checkClock(first) };
  if (caller.status === 'failed') return yield* skipAll(behind('clock'), 'the credentials are refused');
  yield* examineStream(examination, clients, answer);
}

async function* examineStream(
  { stream, signal, runId, testRecord }: Examination,
  clients: Clients,
  answer: StreamAnswer,
): AsyncGenerator<Check> {
  const asking = abortable(clients.firehose, signal);
  const judged = await judgeStream(answer, { stream, clients, asking });
  yield { name: 'stream', finding: judged.stream };
  yield { name: 'status', finding: judged.status };
  yield { name: 'source', finding: judged.source };
  if (judged.blocksPut !== undefined) yield { name: 'put', finding: skipped(judged.blocksPut) };
  else if (testRecord === 'left out')
    yield { name: 'put', finding: skipped('add --test-record to put one small record') };
  else {
    const { endpoint } = clients;
    yield { name: 'put', finding: await checkPut(asking, { stream, endpoint, runId }, signal) };
  }
  if (judged.blocksAll !== undefined) return yield* skipAll(behind('put'), judged.blocksAll);
  const cloudWatch = abortable(clients.cloudWatch, signal);
  const { metrics, quota } = await checkMetrics(cloudWatch, { stream, region: clients.region });
  yield { name: 'metrics', finding: metrics };
  yield {
    name: 'quota',
    finding: judged.blocksQuota === undefined ? quota : skipped(judged.blocksQuota),
  };
}

/** Any answer shows that the endpoint is there, a refusal too. */
function checkEndpoint(
  answer: StreamAnswer,
  first: FirstAnswer | undefined,
  { stream, clients }: { readonly stream: string; readonly clients: Clients },
): Finding {
  const { endpoint } = clients;
  if (first) return ok(`${endpoint} answered in ${Math.round(first.tookMs)} ms`);
  const error = answer.kind === 'refused' ? answer.error : new Error('no answer');
  return failed(explainError(error, { stream, endpoint }));
}

function* skipAll(names: readonly CheckName[], why: string): Generator<Check> {
  for (const name of names) yield { name, finding: skipped(why) };
}

/** The value, or the error as the user may mend it; a fault of this program goes on up. */
async function settled<T>(
  promise: Promise<T>,
): Promise<{ readonly value: T } | { readonly error: RunError }> {
  try {
    return { value: await promise };
  } catch (error) {
    const explained = explainSetUpError(error);
    if (!(explained instanceof RunError)) throw explained;
    return { error: explained };
  }
}
