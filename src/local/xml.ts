const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#13;',
};

/** Text that may stand in an XML element or attribute. Control characters that XML 1.0 can't hold become U+FFFD. */
export function escapeXml(text: string): string {
  const legal = text.replace(/[\p{Cc}\ufffe\uffff]/gu, (character) =>
    isLegal(character) ? character : '\ufffd',
  );
  return legal.replace(/[&<>"'\r]/g, (character) => ESCAPES[character] ?? character);
}

/** Of the control characters XML 1.0 holds the tab, the line ends and those above `~`. */
function isLegal(character: string): boolean {
  return '\t\n\r'.includes(character) || (character >= '\x7f' && character <= '\x9f');
}
