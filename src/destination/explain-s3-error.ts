import { classifyError, describeError } from '../actions/failures.ts';
import { RunError } from '../report/run-error.ts';

// What to do next, by S3's code. (Source: "Error responses" in the S3 API reference.)
const REMEDIES: Readonly<Record<string, string>> = {
  NoSuchBucket: "Make the bucket again, or mend the stream's destination.",
  AccessDenied:
    'Allow the caller s3:ListBucket on the bucket and s3:GetObject on its objects, and its KMS key.',
  ExpiredToken: 'Get new credentials, for example with aws sso login, and run the same command again.',
  InvalidAccessKeyId: 'Check the access key, or name another profile with --profile.',
  SignatureDoesNotMatch: "Check the secret key and this machine's clock.",
};

/** Makes one clear sentence, and what to do next, of an error that every further call of S3 would meet. */
export function explainS3Error(error: unknown, bucket: string): unknown {
  if (error instanceof RunError) return error;
  const { name, code, message, status } = describeError(error);
  if (status > 0) {
    return new RunError('refused', {
      code: name,
      message: `S3 refuses to read bucket ${bucket}: ${name}: ${message.replace(/\.?$/, '.')}`,
      next: REMEDIES[name] ?? 'Mend what the message says and run the same command again.',
      cause: error,
    });
  }
  const isNetwork = ['unreachable', 'ambiguous'].includes(classifyError(error));
  if (isNetwork) {
    return new RunError('unreachable', {
      code: code || name,
      message: `S3 can't be reached for bucket ${bucket}: ${message || code || name}.`,
      next: 'Check the network, --region and --endpoint-url.',
      cause: error,
    });
  }
  if (code === '') return error;
  return new RunError('storage', {
    code,
    message: `The digests of the records can't be kept in the system's temporary folder: ${message}.`,
    next: 'Make room there, or name another folder in TMPDIR, and compare again with read --compare.',
    cause: error,
  });
}
