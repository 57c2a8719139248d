/** How many pictures of people this machine decodes and draws at once without labouring. */
export function machineTiles(machine: { readonly hardwareConcurrency?: number; readonly deviceMemory?: number } = globalThis.navigator ?? {}): number {
  const cores = machine.hardwareConcurrency ?? 4;
  // Only Chromium tells, and never more than 8.
  const memory = machine.deviceMemory ?? 8;
  if (cores <= 2 || memory <= 2) return 9;
  if (cores <= 4 || memory <= 4) return 16;
  return cores <= 6 ? 25 : 49;
}
