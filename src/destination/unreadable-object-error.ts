/** An object that isn't there any more, or not whole. What could be read of it has been handed on. */
export class UnreadableObjectError extends Error {
  override readonly name = 'UnreadableObjectError';
  readonly key: string;
  readonly reason: 'gone' | 'damaged';

  constructor(key: string, reason: 'gone' | 'damaged', options: ErrorOptions & { readonly what: string }) {
    super(`${key} ${options.what}`, options);
    this.key = key;
    this.reason = reason;
  }
}
