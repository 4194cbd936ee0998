import { useLayoutEffect, useState } from 'react';

/**
 * Keeps what was typed into an input that the server rendered. Where a browser extension has put an element of its own
 * beside it, React cannot take the server's markup over and makes all of it anew, with empty inputs.
 * @param id of the input
 */
export function useKeptInput(id: string): void {
  // At the first render the server's input is still in the document, whatever React will make of it.
  const [served] = useState(() => {
    const input = findInput(id);
    return input && { input, hasFocus: document.activeElement === input };
  });
  useLayoutEffect(() => {
    const input = findInput(id);
    if (!served || !input || input === served.input) return;
    input.value = served.input.value;
    if (served.hasFocus) input.focus();
  }, [id, served]);
}

const findInput = (id: string) =>
  typeof document === 'undefined' ? null : (document.getElementById(id) as HTMLInputElement | null);
