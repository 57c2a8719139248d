// A later version of the client, as a server would have it after an update: every script and style has another name, none of the old is there.
import { cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dist } from './weight.mjs';

/** @returns {string} its folder, for the caller to remove */
export function laterBuild() {
  const folder = mkdtempSync(path.join(tmpdir(), 'visio-later-'));
  cpSync(dist, folder, { recursive: true });
  for (const name of readdirSync(folder, { recursive: true })) if (/\.(br|gz)$/.test(name)) rmSync(path.join(folder, name));
  const assets = path.join(folder, 'assets');
  const names = readdirSync(assets).filter(name => /\.(js|css)$/.test(name));
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!/\.(js|css|html)$/.test(name)) continue;
    let text = readFileSync(path.join(folder, name), 'utf8');
    for (const old of names) text = text.replaceAll(old, later(old));
    if (name === 'sw.js') text = text.replace(/"build":"[^"]+"/, '"build":"later"');
    writeFileSync(path.join(folder, name), text);
  }
  for (const old of names) renameSync(path.join(assets, old), path.join(assets, later(old)));
  return folder;
}

const later = name => name.replace(/\.(\w+)$/, '-later.$1');
