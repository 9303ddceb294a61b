/** A reply as it came: whole, or broken off behind its head. */
export interface WireReply {
  readonly status: number;
  /** The words behind the status, such as `OK`. */
  readonly reason: string;
  /** Names in small letters; the values of one that came twice are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body:
    | { readonly kind: 'whole'; readonly bytes: Buffer }
    | { readonly kind: 'broken'; readonly error: unknown };
}
