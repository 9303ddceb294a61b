import type { BufferPool } from '../buffer-pool.ts';
import { PlainReply } from './plain-reply.ts';
import type { WireReply } from './reply.ts';
import { createUnusualReply, type UnusualReply } from './unusual-reply.ts';
import { asSdkError } from './wire-errors.ts';

/** How a call ended, and whether its connection may carry another one. */
export type CallEnd =
  | { readonly kind: 'reply'; readonly reply: WireReply; readonly connection: 'kept' | 'spent' }
  /** No reply began. The names and codes of the error are the SDK's. */
  | { readonly kind: 'error'; readonly error: Error };

/** The reply's side of one call on a connection: takes bytes as they come, and tells once how the call ended. */
export class Call {
  readonly #pool: BufferPool;
  readonly #onEnd: (end: CallEnd) => void;
  #plain: PlainReply | undefined;
  #unusual: UnusualReply | undefined;
  #state: 'open' | 'ended' = 'open';

  constructor(pool: BufferPool, onEnd: (end: CallEnd) => void) {
    this.#pool = pool;
    this.#onEnd = onEnd;
  }

  /** From here on the reply's own end tells what became of the call. */
  get isAnswered(): boolean {
    return this.#plain?.head !== undefined || this.#unusual?.isBegun === true;
  }

  /** @param piece - The next bytes of the reply; they are copied. */
  add(piece: Uint8Array): void {
    if (this.#unusual) {
      this.#unusual.add(piece);
      return;
    }
    this.#plain ??= new PlainReply(this.#pool);
    const progress = this.#plain.add(piece);
    if (progress === 'unusual') this.#handToNode(this.#plain);
    else if (progress !== 'begun') {
      const { reply, surplus } = progress;
      // What follows on a reply could pass for the next one.
      this.#end({ kind: 'reply', reply, connection: surplus > 0 ? 'spent' : afterwards(reply) });
    }
  }

  /** The other side sends nothing more, which is the end of some replies. */
  endOfBytes(): void {
    if (this.#unusual) this.#unusual.end();
    else if (this.isAnswered) this.break(hangUp('aborted'));
    else this.break(hangUp('socket hang up'));
  }

  /** Nothing more comes. */
  break(error: Error): void {
    if (this.#unusual) this.#unusual.break(error);
    const head = this.#plain?.head;
    if (head === undefined && !this.isAnswered) this.#end({ kind: 'error', error: asSdkError(error) });
    else if (head) {
      const { status, reason, headers } = head;
      // Node tells of a connection that breaks in a reply in these words only.
      const told = 'syscall' in error ? hangUp('aborted') : error;
      const reply = { status, reason, headers, body: { kind: 'broken', error: told } } as const;
      this.#end({ kind: 'reply', reply, connection: 'spent' });
    }
  }

  #handToNode(plain: PlainReply): void {
    const unusual = createUnusualReply(this.#pool);
    this.#unusual = unusual;
    unusual.add(plain.bytes);
    this.#pool.give(plain.bytes);
    this.#plain = undefined;
    unusual.reply.then(
      (reply) => {
        // Others end with their connection, or in a way that only Node's parser knows.
        const isInChunks = reply.headers['transfer-encoding'] === 'chunked';
        this.#end({ kind: 'reply', reply, connection: isInChunks ? afterwards(reply) : 'spent' });
      },
      (error: Error) => this.#end({ kind: 'error', error: asSdkError(error) }),
    );
  }

  #end(end: CallEnd): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#onEnd(end);
  }
}

function afterwards({ headers, body }: WireReply): 'kept' | 'spent' {
  const isKept = body.kind === 'whole' && !/\bclose\b/i.test(headers.connection ?? '');
  return isKept ? 'kept' : 'spent';
}

/** What Node calls a connection that ends too early. */
const hangUp = (message: string) => Object.assign(new Error(message), { code: 'ECONNRESET' });
