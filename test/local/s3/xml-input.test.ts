import { expect, test } from 'vitest';
import { childOf, childrenOf, childText, parseXml } from '../../../src/local/s3/xml-input.ts';

test('reads elements, entities, CDATA and empty elements, and passes over the rest', () => {
  const root = parseXml(
    '<?xml version="1.0"?>\n<!-- hi --><s3:Delete xmlns="x"><Object a=">"><Key>a&amp;&#x1F680;&#65;<![CDATA[<b>]]></Key></Object><Quiet/></s3:Delete>\n',
  );
  expect(root?.name).toBe('Delete');
  expect(childrenOf(root, 'Object')).toHaveLength(1);
  expect(childText(childOf(root, 'Object'), 'Key')).toBe('a&🚀A<b>');
  expect(childText(root, 'Quiet')).toBe('');
});

test.each([
  '',
  'text',
  '<a>',
  '<a></b>',
  '<a/><b/>',
  '</a>',
  '<a>text<',
  '<!DOCTYPE a [<!ENTITY x "y">]><a/>',
  '<a>'.repeat(100) + '</a>'.repeat(100),
])('takes %j for no XML', (source) => {
  expect(parseXml(source)).toBeUndefined();
});
