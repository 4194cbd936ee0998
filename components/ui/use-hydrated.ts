import { useSyncExternalStore } from 'react';

const never = () => () => {};

/** Whether the script runs: false in what the server renders. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
