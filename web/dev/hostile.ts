/** What somebody may send who means harm, or only to be funny: `/dev/?hostile=1&people=14`, and the API of `dev/look.mjs`. */
export const hostileNames = [
  '<img src=x onerror="globalThis.pwned=1"><script>globalThis.pwned=1</script>',
  '\u202Egnp.exe\u2066 Camille \u200F',
  'Ad\u200Bmin\u2060is\uFEFFtra\u00ADtion',
  'x'.repeat(10_000),
  'Camille\n\nAnimatrice\r\n\u2028Responsable\u0000\u001B[31m',
  'علي محمد (hôte) <b>!',
  'שלום Bob [1], (2)',
  '💥👩‍👩‍👧‍👦'.repeat(500),
  [...'Zalgo Durand'].map((letter) => letter + '\u0315\u0489\u0328\u0334\u0362\u0321'.repeat(15)).join(''),
  '\u3164\u2800\u200B',
  '$t(call.you) {{name}} {{- name}}',
  'W'.repeat(100),
  '__proto__',
  '&lt;i&gt;" onmouseover="globalThis.pwned=1',
  'constructor',
  'می\u200Cخواهم 👨🏽‍💻',
  'javascript:globalThis.pwned=1',
  '\u0000',
];

export const hostileTitle = `<h1>Budget</h1>\u202E 2026\n\u200B "علي" ${'très '.repeat(2000)}`;

export const hostileLines = [
  '<script>globalThis.pwned=1</script><img src=x onerror="globalThis.pwned=1">',
  'https://exemple.fr/\u202Egpj.exe javascript:globalThis.pwned=1 data:text/html,<script>1</script>',
  'x'.repeat(10_000),
  'a\n'.repeat(500),
  'علي: مرحبا! https://exemple.fr/%E2%80%AE (1) שלום',
  '\u200B\u2060\u2800',
  '💥'.repeat(1500),
  [...'Zalgo'].map((letter) => letter + '\u0315\u0489\u0328\u0334\u0362'.repeat(40)).join(' '),
];
