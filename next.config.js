/** @type {import('next').NextConfig} */
export default {
  // `/auth/token` and `/auth/token/` are answered alike, never with a redirect.
  skipTrailingSlashRedirect: true,
  poweredByHeader: false,
  // Native or WebAssembly packages that must be loaded from node_modules, not bundled.
  serverExternalPackages: [
    '@electric-sql/pglite',
    'pglite-prisma-adapter',
    '@prisma/client',
    '@prisma/adapter-pg',
    '@react-email/components',
    'bcrypt',
    'nodemailer',
    'resend',
  ],
  // `npm test` checks the types of everything once; a first start need not wait for it.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  productionBrowserSourceMaps: false,
};
