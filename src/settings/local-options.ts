import { always, declare } from './option.ts';
import { integer, text } from './values.ts';

/** Options of `local`, which serves the embedded AWS. */
export const LOCAL_OPTIONS = {
  port: always({
    flag: '--port',
    group: 'Local',
    type: integer(0, 65_535),
    default: '4566',
    help: 'port on 127.0.0.1; 0 is any free one',
  }),
  dir: always({
    flag: '--dir',
    group: 'Local',
    type: text('<folder>'),
    default: '.firehose-local/served',
    help: 'where objects and state are kept, over restarts',
  }),
  faults: declare({
    flag: '--faults',
    group: 'Local',
    type: text('<list>'),
    help: 'faults to order, such as failed-entries=5%,seed=1, or @script.json',
  }),
  quota: always({
    flag: '--quota',
    group: 'Local',
    type: text('<quota>'),
    default: 'none',
    help: 'what a stream takes a second: none, region (the documented figures), region:NAME, or records=N,requests=N,bytes=N',
  }),
  metricsLag: always({
    flag: '--metrics-lag',
    group: 'Local',
    type: integer(0, 86_400),
    default: '0',
    help: 'seconds until metrics can be seen; minutes at the real service',
  }),
};
