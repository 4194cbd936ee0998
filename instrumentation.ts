/** Next calls this once, before the first request is handled. */
export async function register(): Promise<void> {
  // The condition must stand around the imports: Next builds this file for its edge runtime as well.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { startService } = await import('./lib/server/start-service');
    const { installRequestHook } = await import('./lib/http/before-next/request-hook');
    const { installGracefulShutdown } = await import('./lib/server/graceful-shutdown');
    const { installUncaughtErrorHandlers } = await import('./lib/server/uncaught-errors');
    const service = await startService(installRequestHook);
    installGracefulShutdown(service);
    installUncaughtErrorHandlers(service.log);
  }
}
