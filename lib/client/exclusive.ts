export type RunExclusive = <Result>(run: () => Promise<Result>) => Promise<Result>;

/**
 * Runs one function at a time: across all tabs of the origin for those with the same name, where the browser has Web
 * Locks, else within what this call returned. A tab that is closed frees its turn.
 */
export function exclusive(name: string | undefined): RunExclusive {
  const locks = globalThis.navigator?.locks;
  return name === undefined || locks === undefined
    ? inTurn()
    : // The lock's own type does not say that a promise of the function is awaited.
      async (run) => await locks.request(`postern:${name}`, run);
}

function inTurn(): RunExclusive {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const turn = last.then(run, run);
    last = turn;
    return turn;
  };
}
