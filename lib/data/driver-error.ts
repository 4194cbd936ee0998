import { DriverAdapterError } from '@prisma/driver-adapter-utils';

/** A driver's own error in the form that Prisma passes on with its message; others stay as they are. */
export function driverError(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && 'severity' in error)) return error;
  return new DriverAdapterError({
    kind: 'postgres',
    code: String(error.code),
    severity: String(error.severity),
    message: error.message,
    detail: undefined,
    column: undefined,
    hint: undefined,
  });
}
