import type { Context, RequestContext } from '../context';
import type { AuthError } from '../errors';
import type { FormName } from '../form-result';
import type { AddressLimitName } from '../rate-limits/policy';
import type { Schema } from '../schemas/fields';
import type { Service } from '../service';
import type { RequestMetadata } from './before-next/request-metadata';
import type { Deadline } from './deadline';
import type { OperationResponse } from './response';

type Params = Record<string, string>;

/** Form-encoded: every value is a text, and a control without a value sends an empty one. */
export type BodyOrigin = { isForm: boolean };

/** What the schema of an input may depend on. */
export type SchemaContext = Pick<Context, 'config' | 'passwordPolicy'>;

/** What a method of a route does: four hops, the third of them `run`. */
export type Operation<Input extends object, Name extends string, Result> = {
  /** Refuses before anything is read. */
  guard?: (headers: Headers, metadata: RequestMetadata, config: Context['config']) => void;
  /** Refuses before the request is counted, and before its body is read. */
  admit?: (ctx: Context) => void;
  /** How often an address may try. */
  limit?: AddressLimitName;
  /**
   * Where a token stands that `run` judges. It refuses those of an address that has sent too many forged ones; what is
   * known before the body is read is refused then, in the order of the refusals.
   */
  tokenIn?: 'header' | 'body';
  /** `run` hashes a password: where that could not begin soon, the request is refused before it costs anything else. */
  hashes?: boolean;
  /** The parameters of the path that `run` is given beside the input. */
  path?: readonly Name[];
  /** Of the body, or of the query where there is none to read. */
  schema: Schema<Input> | ((ctx: SchemaContext, body: BodyOrigin) => Schema<Input>);
  run: (input: Input & Record<Name, string>, ctx: RequestContext) => Promise<Result>;
  respond: (result: Result, about: { body: Record<string, unknown>; config: Context['config'] }) => OperationResponse;
  /** In place of the error that the API reports. */
  respondToError?: (error: AuthError, exchange: Exchange) => OperationResponse;
  /** The page whose form posts here; without one, forms get JSON like other clients. */
  form?: {
    name: FormName;
    page: (params: Record<Name, string>, body: Record<string, unknown>) => string;
    /** The fields whose texts are shown again after an error, beside the email. Never those of secrets. */
    keeps?: (config: Context['config']) => readonly string[];
  };
  /** What a browser's empty body means, where its cookie is asked for. */
  onCookieExchange?: (input: unknown, ctx: RequestContext) => Promise<object>;
};

/** Of an operation, what the description of the API is made from. */
export type OperationDeclaration = Pick<
  Operation<object, string, unknown>,
  'limit' | 'tokenIn' | 'hashes' | 'path' | 'schema'
> & {
  form?: object;
  onCookieExchange?: object;
};

/** One request on its way: what was read of it so far. */
export type Exchange = {
  request: Request;
  metadata: RequestMetadata;
  params: Params;
  service: Service;
  deadline: Deadline;
};
