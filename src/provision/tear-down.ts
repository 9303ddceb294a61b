import { RunError } from '../report/run-error.ts';
import { type Inspected, type OnOutcome, tellingSteps } from './set-up.ts';

/**
 * What a removal is about to do, in the order of removing: the stream first, because it uses the others, and the role last,
 * because a removal that was stopped finds the bucket by it.
 *
 * @throws RunError where the stream itself is somebody else's.
 */
export function removalOf(inspected: readonly Inspected[]): {
  readonly ours: readonly Inspected[];
  readonly foreign: readonly Inspected[];
} {
  const last = inspected.at(-1)?.finding;
  if (last?.status === 'foreign') {
    throw new RunError('refused', {
      code: 'NotOurs',
      message: `Nothing was removed: ${last.why}.`,
      next: 'Take the stream that setup has made, or remove this one yourself.',
    });
  }
  const order = ['Firehose stream', 'log group', 'S3 bucket', 'IAM role'];
  const inOrder = inspected.toSorted(
    (a, b) => order.indexOf(a.resource.kind) - order.indexOf(b.resource.kind),
  );
  return {
    ours: inOrder.filter(({ finding }) => finding.status === 'ours'),
    foreign: inOrder.filter(({ finding }) => finding.status === 'foreign'),
  };
}

/** Removes what is ours and leaves what isn't; tells of each. */
export async function tearDown(
  { ours, foreign }: ReturnType<typeof removalOf>,
  onOutcome: OnOutcome,
): Promise<void> {
  for (const { resource, finding } of foreign) {
    const notes = finding.status === 'foreign' ? [finding.why] : [];
    onOutcome({ kind: resource.kind, name: resource.name, status: 'left', steps: [], notes });
  }
  for (const { resource } of ours) {
    const { kind, name } = resource;
    await tellingSteps({ kind, name, notes: [] }, onOutcome, async (onStep) => {
      const removal = await resource.remove(onStep);
      if (removal.status === 'kept') return { status: 'kept', notes: [removal.why] };
      return { status: 'removed', notes: removal.note === undefined ? [] : [removal.note] };
    });
  }
}
