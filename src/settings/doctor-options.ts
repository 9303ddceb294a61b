import { always, declare } from './option.ts';
import { CONNECTION_OPTIONS } from './shared-options.ts';
import { streamName, toggle } from './values.ts';

/** Options of `doctor`, which looks at everything that a run needs. */
export const DOCTOR_OPTIONS = {
  stream: declare({
    flag: '--stream',
    group: 'Common',
    type: streamName,
    help: 'Firehose stream to examine',
  }),
  ...CONNECTION_OPTIONS,
  testRecord: always({
    flag: '--test-record',
    group: 'Common',
    type: toggle,
    default: 'false',
    help: 'put one small record, to learn whether the caller may',
  }),
};
