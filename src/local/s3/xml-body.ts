import { unwrapBody } from './aws-chunked.ts';
import { checkBody } from './checksums.ts';
import { s3Error } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';
import { parseXml, type XmlElement } from './xml-input.ts';

/** The request's XML, whose root must be `root`. */
export function readBody(request: S3Request, root: string): XmlElement {
  const plain = unwrapBody(request.wire);
  checkBody(request.wire, plain);
  const parsed = parseXml(plain.body.toString('utf8'));
  if (parsed?.name !== root) throw s3Error('MalformedXML');
  return parsed;
}
