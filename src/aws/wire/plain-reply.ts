import type { BufferPool } from '../buffer-pool.ts';
import type { WireReply } from './reply.ts';
import { type ReplyHead, readReplyHead } from './reply-head.ts';

/** 500 entries with ids of 224 characters, and a head. (Seen in published traces of the service.) */
const USUAL_REPLY_BYTES = 128 * 1024;

/** What a reply is once one more piece of it has come. */
export type Progress = 'begun' | 'unusual' | WholeReply;

/** A reply to its announced end. */
interface WholeReply {
  readonly kind: 'whole';
  readonly reply: WireReply;
  /** Bytes that came with it and that nobody asked for. */
  readonly surplus: number;
}

/** Collects a plain reply in a lent buffer; see {@link readReplyHead}. */
export class PlainReply {
  readonly #pool: BufferPool;
  #buffer: Buffer;
  #length = 0;
  #head: ReplyHead | undefined;

  constructor(pool: BufferPool) {
    this.#pool = pool;
    this.#buffer = pool.take(USUAL_REPLY_BYTES);
  }

  /** `undefined` until it is whole. */
  get head(): ReplyHead | undefined {
    return this.#head;
  }

  /** All that has come. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** @param piece - Is copied. */
  add(piece: Uint8Array): Progress {
    this.#append(piece);
    if (this.#head === undefined) {
      const head = readReplyHead(this.bytes);
      if (head === undefined) return 'begun';
      if (head === 'unusual') return head;
      this.#head = head;
    }
    const { bodyAt, length, status, reason, headers } = this.#head;
    const end = bodyAt + length;
    if (this.#length < end) return 'begun';
    const bytes = this.#buffer.subarray(bodyAt, end);
    const reply = { status, reason, headers, body: { kind: 'whole', bytes } } as const;
    return { kind: 'whole', reply, surplus: this.#length - end };
  }

  #append(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    // What is announced isn't believed before it comes.
    if (length > this.#buffer.length) {
      const larger = this.#pool.take(2 * length);
      larger.set(this.bytes);
      this.#pool.give(this.#buffer);
      this.#buffer = larger;
    }
    this.#buffer.set(piece, this.#length);
    this.#length = length;
  }
}
