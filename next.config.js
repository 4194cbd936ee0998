/** @type {import('next').NextConfig} */
export default {
  // `/auth/token` and `/auth/token/` are answered alike, never with a redirect.
  skipTrailingSlashRedirect: true,
  // ASSET_PREFIX of lib/paths.ts: another Next app of the origin keeps `/_next/`.
  assetPrefix: '/postern',
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
  // The title stands in the head of every page, scripts or none.
  htmlLimitedBots: /.*/,
  webpack(config, { isServer, dev }) {
    if (!isServer && !dev)
      config.optimization.splitChunks = { cacheGroups: { default: false, defaultVendors: false, everyPage } };
    return config;
  },
};

/**
 * One script for all pages: it compresses better than several, and is fetched once. Each form, and what the pages to sign
 * in and to register have no use for, stays with the pages that do.
 */
const everyPage = {
  name: 'pages',
  enforce: true,
  chunks: (/** @type {{ name?: string }} */ { name }) => name === 'main-app' || name?.startsWith('app/') === true,
  test: /node_modules|components(?!.(?:account|docs|forms.[a-z-]+-form\.tsx))|lib(?!.schemas.account-forms)/,
};
