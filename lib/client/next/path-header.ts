/** The proxy tells pages by it where they are. */
export const PATH_HEADER = 'x-postern-path';
