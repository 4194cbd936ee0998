import { v7 } from 'uuid';

/**
 * A UUIDv7 (RFC 9562 §5.7): milliseconds since the epoch, then 73 random bits, new ones for each ID. With `msecs` the
 * package keeps no counter, so an ID reveals nothing about those made beside it.
 */
export const newId = (now: Date): string => v7({ msecs: now.getTime() });

/**
 * A UUIDv7 of the present for what is read in the order it was made in: a counter takes 31 of the random bits and orders
 * what one process makes in a millisecond (§6.2, method 1). While the clock is set back, it counts on from its newest
 * instant. Not for what clients see: two such IDs show whether a third lies between them.
 */
export const newOrderedId = (): string => v7();
