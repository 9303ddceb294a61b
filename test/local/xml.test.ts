import { expect, test } from 'vitest';
import { escapeXml } from '../../src/local/xml.ts';

test('escapes what XML means something by', () => {
  expect(escapeXml('<a b="c" d=\'e\'>&\r')).toBe('&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;&#13;');
});

test('replaces what XML 1.0 has no form for, and nothing else', () => {
  expect(escapeXml('\0\x08\t\n\x0b\x1f ~\x7f\x9f\u00a0\ufffd\ufffe\uffff🚀')).toBe(
    '\ufffd\ufffd\t\n\ufffd\ufffd ~\x7f\x9f\u00a0\ufffd\ufffd\ufffd🚀',
  );
});
