/** A wrong `--faults`, `--quota` or other option of the embedded AWS: one sentence with what is wrong and what is allowed. */
export class LocalOptionError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LocalOptionError';
  }
}
