/** The entry of the package `@postern/client`. Inside this repository modules are imported directly. */
export { type Client, type ClientOptions, createClient } from './client';
export { ApiError, type FieldMessages, NetworkError, SignInError, type SignInErrorCode } from './errors';
export type { SignInOptions } from './oauth/authorization';
export type { FinishedSignIn } from './oauth/finish';
export type { IdTokenClaims } from './oauth/id-token';
export {
  memoryTransactionStore,
  type Transaction,
  type TransactionStore,
  webTransactionStore,
} from './oauth/transaction-store';
export { type KeyValueStorage, memoryTokenStore, type TokenStore, type Tokens, webTokenStore } from './token-store';
export type { NoFields, User, UserInfo, UserSession } from './user';
