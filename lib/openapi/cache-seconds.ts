import { minutes } from '../time';

/** How long the description of the API may be cached. The settings of a process do not change, but it may be started with others. */
export const DESCRIPTION_CACHE_SECONDS = minutes(10);
