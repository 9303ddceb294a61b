/** Makes callers of a task wait for one another, in the order in which they came. */
export function inTurn<T>(task: () => Promise<T>): () => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const turn = last.then(task);
    // Who comes later goes on after a failure too; the failure is its caller's.
    last = turn.catch(() => undefined);
    return turn;
  };
}
