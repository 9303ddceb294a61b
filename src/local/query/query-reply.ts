import type { WireError, WireReply, WireRequest } from '../service.ts';
import { escapeXml } from '../xml.ts';
import { element, textElement } from '../xml-element.ts';
import type { OperationShape, Shape } from './shape.ts';

/** The XML reply of an awsQuery operation. */
export function queryReply(
  request: WireRequest,
  namespace: string,
  operation: string,
  shape: OperationShape,
  output: object,
): WireReply {
  const result =
    shape.output === undefined ? '' : element(`${operation}Result`, writeStructure(output, shape.output));
  const metadata = element('ResponseMetadata', element('RequestId', request.requestId));
  const body = `<${operation}Response xmlns="${namespace}">${result}${metadata}</${operation}Response>`;
  return { status: 200, headers: headersOf(request), body };
}

/** The XML error of an awsQuery service. */
export function queryError(request: WireRequest, namespace: string, error: WireError): WireReply {
  const type = error.status < 500 ? 'Sender' : 'Receiver';
  const told = [
    textElement('Type', type),
    textElement('Code', error.code),
    textElement('Message', error.message),
  ];
  const body = `<ErrorResponse xmlns="${namespace}">${element('Error', ...told)}${element('RequestId', request.requestId)}</ErrorResponse>`;
  return { status: error.status, headers: headersOf(request), body };
}

function headersOf(request: WireRequest): Readonly<Record<string, string>> {
  return { 'content-type': 'text/xml', 'x-amzn-requestid': request.requestId };
}

function writeStructure(value: object, shape: Readonly<Record<string, Shape>>): string {
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.entries(shape)
    .filter(([name]) => fields[name] !== undefined)
    .map(([name, inner]) => element(name, writeValue(fields[name], inner)))
    .join('');
}

function writeValue(value: unknown, shape: Shape): string {
  if (shape === 'timestamp') return new Date(Number(value) * 1_000).toISOString();
  if (typeof shape === 'string') return escapeXml(String(value));
  if ('structure' in shape) return writeStructure(value as object, shape.structure);
  return (value as readonly unknown[])
    .map((item) => element('member', writeValue(item, shape.list)))
    .join('');
}
