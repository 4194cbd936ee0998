import { ApiError, type FieldMessages } from './errors';

/** Keys of a body that are about the request and not about a field of it. */
const NOT_FIELDS = new Set(['detail', 'code', 'messages', 'error', 'error_description', 'error_uri']);
const FORM_KEY = 'non_field_errors';

type Refusal = { status: number; headers: Headers; body: unknown };

/** Reads an error of Django REST framework, djangorestframework-simplejwt or RFC 6749 §5.2. Pure but for `now`. */
export function toApiError({ status, headers, body }: Refusal, now: Date = new Date()): ApiError {
  const values: Readonly<Record<string, unknown>> = isObject(body) ? body : {};
  const entries = Object.entries(values)
    .filter(([name]) => !NOT_FIELDS.has(name) && status === 400)
    .map(([name, value]) => [name, toMessages(value)] as const)
    .filter(([, messages]) => messages.length > 0);
  return new ApiError({
    status,
    body,
    code: toText(values.code) ?? toText(values.error),
    detail: toText(values.detail) ?? toText(values.error_description),
    fields: Object.fromEntries(entries.filter(([name]) => name !== FORM_KEY)) satisfies FieldMessages,
    formMessages: [
      ...toMessages(Array.isArray(body) ? body : []),
      ...entries.flatMap(([name, messages]) => (name === FORM_KEY ? messages : [])),
    ],
    retryAfterSeconds: toSeconds(headers.get('Retry-After'), now),
    requestId: headers.get('X-Request-Id'),
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const toText = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Backends of their own also send one text, or lists with objects in them. */
const toMessages = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((each): each is string => typeof each === 'string');

/** RFC 9110 §10.2.3: seconds or a date. */
function toSeconds(value: string | null, now: Date): number | null {
  if (value === null) return null;
  if (/^\d+$/.test(value)) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now.getTime()) / 1000));
}
