import { DOCTOR_OPTIONS } from '../../src/settings/doctor-options.ts';
import { LOCAL_OPTIONS } from '../../src/settings/local-options.ts';
import { OPTIONS } from '../../src/settings/options.ts';
import { READ_OPTIONS } from '../../src/settings/read-options.ts';
import { SETUP_OPTIONS } from '../../src/settings/setup-options.ts';
import { TEARDOWN_OPTIONS } from '../../src/settings/teardown-options.ts';
import { optionsOf } from './expected.ts';

/** The documents' groups of options, in their order, under the headings of README. */
export const OPTION_GROUPS = [
  { title: 'Common options', options: optionsOf(OPTIONS, 'Common') },
  { title: 'Input options', options: optionsOf(OPTIONS, 'Input') },
  { title: 'Sending options', options: optionsOf(OPTIONS, 'Sending') },
  { title: 'Retry options', options: optionsOf(OPTIONS, 'Retry') },
  { title: 'Output options', options: optionsOf(OPTIONS, 'Output') },
  { title: 'Options of the embedded AWS', options: optionsOf(OPTIONS, 'Local') },
  { title: 'Options of doctor', options: optionsOf(DOCTOR_OPTIONS, 'Common') },
  { title: 'Read what was delivered', options: optionsOf(READ_OPTIONS, 'Read') },
  { title: 'Options of setup', options: optionsOf(SETUP_OPTIONS, 'Setup') },
  { title: 'Options of teardown', options: optionsOf(TEARDOWN_OPTIONS, 'Teardown') },
  { title: 'If you only want the server', options: optionsOf(LOCAL_OPTIONS, 'Local') },
] as const;
