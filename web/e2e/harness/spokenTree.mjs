// What a screen reader finds on a page: Chromium's accessibility tree as indented text.

const skipped = new Set(['none', 'generic', 'InlineTextBox', 'LineBreak', 'LayoutTable']);
/** States that are said; those that are false are left out, but for what has two faces. */
const said = ['level', 'checked', 'pressed', 'expanded', 'selected', 'disabled', 'invalid', 'required', 'readonly', 'hasPopup', 'live', 'modal', 'valuemin', 'valuemax', 'keyshortcuts'];

/**
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string>} one line for each thing that is read: its role, its name and its states
 */
export async function spokenTree(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Accessibility.enable');
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const byId = new Map(nodes.map(node => [node.nodeId, node]));
  const lines = [];
  const walk = (node, depth, parentName) => {
    const role = node.role?.value ?? '';
    const name = (node.name?.value ?? '').replace(/\s+/g, ' ').trim();
    const states = (node.properties ?? []).filter(({ name: key, value }) => said.includes(key) && value.value !== false && value.value !== 'false' || (key === 'pressed' || key === 'expanded') && value.value !== undefined).map(({ name: key, value }) => `${key}=${value.value}`);
    const value = node.value?.value === undefined ? [] : [`value=${node.value.value}`];
    const description = node.description?.value ? [`description="${node.description.value}"`] : [];
    const shown = !node.ignored && !skipped.has(role) && !(role === 'StaticText' && (name === '' || name === parentName)) && !(role === 'paragraph' && name === '' && (node.childIds ?? []).length === 0);
    if (shown) lines.push(`${'  '.repeat(depth)}${role}${name === '' ? '' : ` "${name}"`}${[...states, ...value, ...description].map(one => ` ${one}`).join('')}`);
    for (const id of node.childIds ?? []) {
      const child = byId.get(id);
      if (child !== undefined) walk(child, shown ? depth + 1 : depth, shown && name !== '' ? name : parentName);
    }
  };
  walk(nodes[0], 0, '');
  return `${lines.join('\n')}\n`;
}
