import { classifyError, describeError } from '../actions/failures.ts';
import { RunError } from '../report/run-error.ts';

// What to do next, by the code that the service or the SDK gives. (Sources: the service model of Firehose, and the
// "Common errors" page of the API reference.)
const REMEDIES: Readonly<Record<string, string>> = {
  ResourceNotFoundException:
    'Check --stream and --region; aws firehose list-delivery-streams shows what is there.',
  AccessDeniedException:
    "Allow the caller firehose:PutRecord and firehose:PutRecordBatch on the stream's ARN.",
  AccessDenied: "Allow the caller firehose:PutRecord and firehose:PutRecordBatch on the stream's ARN.",
  ExpiredTokenException:
    'Get new credentials, for example with aws sso login, and run the same command again.',
  ExpiredToken: 'Get new credentials, for example with aws sso login, and run the same command again.',
  UnrecognizedClientException: 'Check the access key, or name another profile with --profile.',
  InvalidClientTokenId: 'Check the access key, or name another profile with --profile.',
  InvalidSignatureException: "Check the secret key and this machine's clock.",
  InvalidKMSResourceException: "Check that the stream's KMS key is enabled and that Firehose may use it.",
  InvalidSourceException:
    'Only a Direct PUT stream takes records from here; send to the source of this stream instead.',
};

/** Makes one clear sentence, and one that says what to do next, of an error that every further call would meet. */
export function explainError(
  error: unknown,
  where: { readonly stream: string; readonly endpoint: string },
): RunError {
  if (error instanceof RunError) return error;
  const { name, code, message } = describeError(error);
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') return noCredentials(error);
  if (isNetworkProblem(error)) return unreachable(error, where.endpoint);
  return new RunError('refused', {
    code: name,
    message: `The service refuses calls for stream ${where.stream}: ${name}: ${sentence(message)}`,
    next: REMEDIES[name] ?? REMEDIES[code] ?? 'Mend what the message says and run the same command again.',
    cause: error,
  });
}

/** Makes the same of an error that came before the first call: no Region, or no credentials. */
export function explainSetUpError(error: unknown): unknown {
  const { name, message } = describeError(error);
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') return noCredentials(error);
  if (name === 'EndpointError' || message.startsWith('Region not accepted'))
    return wrongEndpoint(error, message);
  if (!message.includes('Region is missing')) return error;
  return new RunError('unreachable', {
    code: 'NoRegion',
    message: 'No AWS Region is set.',
    next: 'Give --region, or set AWS_REGION; a run with --local needs none.',
    cause: error,
  });
}

function wrongEndpoint(cause: unknown, message: string): RunError {
  return new RunError('usage', {
    code: 'WrongEndpoint',
    message: `The SDK finds no endpoint: ${sentence(message)}`,
    next: 'Change --region or --endpoint-url, or the AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT beside them.',
    cause,
  });
}

function noCredentials(error: unknown): RunError {
  return new RunError('unreachable', {
    code: 'NoCredentials',
    message: `No AWS credentials are to be had: ${sentence(describeError(error).message)}`,
    next: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a --profile; a run with --local needs none.',
    cause: error,
  });
}

function unreachable(error: unknown, endpoint: string): RunError {
  const { code, name, message } = describeError(error);
  return new RunError('unreachable', {
    code: code || name,
    message: `The endpoint ${endpoint} can't be reached: ${message || code || name}.`,
    next: 'Check the network, --region and --endpoint-url.',
    cause: error,
  });
}

/** True where nothing came back from the endpoint, or no connection was made. */
function isNetworkProblem(error: unknown): boolean {
  const { status, code } = describeError(error);
  const failureClass = classifyError(error);
  if (failureClass === 'unreachable') return true;
  return (
    status === 0 &&
    (failureClass === 'ambiguous' || /^(ERR_|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code))
  );
}

/** The SDK's and the service's messages end with a full stop, or don't. */
const sentence = (message: string) => message.replace(/\.?$/, '.');
