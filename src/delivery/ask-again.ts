import { classifyError, describeError } from '../actions/failures.ts';

/**
 * Asks a question that carries no records, and asks it again where the first answer says nothing: a clock that the SDK
 * has corrected by now, or one reset connection. A second reset does say something, such as HTTP on a TLS port.
 */
export async function askAgain<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (classifyError(error) !== 'clock-skew' && describeError(error).code !== 'ECONNRESET') throw error;
    return ask();
  }
}
