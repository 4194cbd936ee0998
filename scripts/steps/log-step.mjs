/**
 * @param {string} name
 * @param {string} text
 */
export function logStep(name, text) {
  process.stdout.write(`postern  ${name.padEnd(9)}${text}\n`);
}

/**
 * One line with its seconds. The name comes first, so that a long step shows what it is.
 * @param {string} name
 * @param {() => Promise<string | void>} work may return a remark
 */
export async function timeStep(name, work) {
  const startedAt = performance.now();
  process.stdout.write(`postern  ${name.padEnd(9)}`);
  try {
    const remark = await work();
    const seconds = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
    process.stdout.write(remark ? `${seconds}  ${remark}\n` : `${seconds}\n`);
  } catch (error) {
    process.stdout.write('\n');
    throw error;
  }
}
