/**
 * The input can't be read, or not any further: the user's fault or the file's, never ours.
 * The message is one sentence or two: what is wrong, where (file, line or record, byte), what to do next.
 */
export class InputError extends Error {
  override readonly name: string = 'InputError';
  /** The input as the user named it; `-` is standard input. */
  readonly file: string;

  constructor(file: string, message: string, options?: ErrorOptions) {
    super(`${nameOf(file)}: ${message}`, options);
    this.file = file;
  }
}

/** The name of an input in a sentence. */
export function nameOf(file: string): string {
  return file === '-' ? 'standard input' : file;
}

/** No input holds a record. */
export class EmptyInputError extends InputError {
  override readonly name = 'EmptyInputError';
}
