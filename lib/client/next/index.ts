/** The entry of the package `@postern/next`. Inside this repository modules are imported directly. */
export { ApiError, NetworkError } from '../errors';
export type { User } from '../user';
export { type AppAuth, createAppAuth } from './app-auth';
export type { Auth } from './auth';
export type { AppOptions } from './options';
export { createSameOriginAuth, type SameOriginOptions } from './same-origin';
