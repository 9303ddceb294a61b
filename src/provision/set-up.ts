import { RunError } from '../report/run-error.ts';
import type { Finding, Resource } from './resource.ts';

/** What became of one resource; `unfinished` stands before an error that ends the command. */
export interface Outcome {
  readonly kind: Resource['kind'];
  readonly name: string;
  readonly status: 'made' | 'completed' | 'found' | 'removed' | 'kept' | 'left' | 'unfinished';
  /** What was changed, in order. */
  readonly steps: readonly string[];
  /** What a user should know of it. */
  readonly notes: readonly string[];
}

/** Told what became of a resource, as soon as that is known. */
export type OnOutcome = (outcome: Outcome) => void;

/** A resource with what was found of it. */
export interface Inspected {
  readonly resource: Resource;
  readonly finding: Finding;
}

/** Looks at all resources in turn and changes nothing. */
export async function inspectAll(resources: readonly Resource[]): Promise<readonly Inspected[]> {
  const inspected: Inspected[] = [];
  for (const resource of resources) inspected.push({ resource, finding: await resource.inspect() });
  return inspected;
}

/**
 * Makes what is missing, in order, and leaves what is there as it is. Everything is looked at before anything is made, so
 * that what belongs to others stops it while nothing is half-made.
 *
 * @throws RunError for a resource of somebody else, or for one that can't be completed; else what a call has thrown.
 */
export async function setUp(resources: readonly Resource[], onOutcome: OnOutcome): Promise<void> {
  const inspected = await inspectAll(resources);
  for (const { finding } of inspected) refuse(finding);
  refuseUselessRole(inspected);
  for (const one of inspected) await complete(one, onOutcome);
}

async function complete({ resource, finding }: Inspected, onOutcome: OnOutcome): Promise<void> {
  const { kind, name } = resource;
  const { status, notes } = howFound(finding);
  await tellingSteps({ kind, name, notes }, onOutcome, async (onStep) => {
    await resource.complete(finding, onStep);
    return { status, notes };
  });
}

function howFound(finding: Finding): Pick<Outcome, 'status' | 'notes'> {
  if (finding.status !== 'ours') return { status: 'made', notes: [] };
  return {
    status: finding.lacks.length > 0 ? 'completed' : 'found',
    notes: finding.differs.map((what) => `differs, and stays as it is: ${what}`),
  };
}

/** Tells how the work on a resource ended, and where it broke off, what of it was done. */
export async function tellingSteps(
  about: Pick<Outcome, 'kind' | 'name' | 'notes'>,
  onOutcome: OnOutcome,
  work: (onStep: (step: string) => void) => Promise<Pick<Outcome, 'status' | 'notes'>>,
): Promise<void> {
  const steps: string[] = [];
  try {
    const end = await work((step) => steps.push(step));
    onOutcome({ ...about, ...end, steps });
  } catch (error) {
    if (steps.length > 0) onOutcome({ ...about, status: 'unfinished', steps });
    throw error;
  }
}

/** A new stream with a role that may do something else would be made and never deliver. */
function refuseUselessRole(inspected: readonly Inspected[]): void {
  const role = inspected.find(({ resource }) => resource.kind === 'IAM role');
  const stream = inspected.find(({ resource }) => resource.kind === 'Firehose stream');
  if (stream?.finding.status !== 'missing' || role?.finding.status !== 'ours') return;
  if (role.finding.differs.length === 0) return;
  throw new RunError('refused', {
    code: 'RoleDiffers',
    message: `Stream ${stream.resource.name} could not deliver with role ${role.resource.name}: ${role.finding.differs.join(', ')}.`,
    next: 'Give the same --bucket as before, or run teardown first; nothing was changed.',
  });
}

function refuse(finding: Finding): void {
  if (finding.status === 'foreign') {
    throw new RunError('refused', {
      code: 'NotOurs',
      message: `It is left alone: ${finding.why}.`,
      next: 'Take another --stream or --bucket, or remove that one yourself; nothing was changed.',
    });
  }
  if (finding.status !== 'ours' || finding.broken === undefined) return;
  throw new RunError('refused', {
    code: 'StreamFailed',
    message: `It can't be used: ${finding.broken}.`,
    next: 'Mend what the reason says, remove it with teardown and run setup again; nothing was changed.',
  });
}
