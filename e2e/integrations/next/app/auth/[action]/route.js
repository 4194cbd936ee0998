import { postern } from '../../../postern.js';

export const { GET, POST } = postern.handlers;
