import { always, declare } from './option.ts';
import { oneOf, text, url } from './values.ts';

/** Options of every command that calls AWS: where the calls go, and who makes them. */
export const CONNECTION_OPTIONS = {
  region: declare({
    flag: '--region',
    group: 'Common',
    type: text('<region>'),
    defaultHelp: 'AWS_REGION, AWS_DEFAULT_REGION, profile',
    help: 'AWS Region of the stream',
  }),
  profile: declare({
    flag: '--profile',
    group: 'Common',
    type: text('<name>'),
    defaultHelp: 'AWS_PROFILE',
    help: 'profile of the shared AWS config files',
  }),
  endpointUrl: declare({
    flag: '--endpoint-url',
    group: 'Common',
    type: url,
    defaultHelp: "AWS_ENDPOINT_URL, the Region's",
    help: 'endpoint of Firehose and CloudWatch',
  }),
};

/** Options of every command that writes logs. */
export const LOG_OPTIONS = {
  logLevel: always({
    flag: '--log-level',
    group: 'Output',
    type: oneOf('debug', 'info', 'warn', 'error', 'silent'),
    from: 'logging',
    help: 'debug, info, warn, error or silent',
  }),
  logFormat: always({
    flag: '--log-format',
    group: 'Output',
    type: oneOf('auto', 'json', 'pretty'),
    from: 'logging',
    help: 'auto: pretty on a terminal, else JSON lines',
  }),
};
