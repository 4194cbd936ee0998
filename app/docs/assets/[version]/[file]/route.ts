import { findAsset, listAssets } from '@/lib/docs-pages/asset-files';

/** The build reads the files once; nothing else is served below `/docs/assets/`. */
export const dynamic = 'force-static';
export const dynamicParams = false;

export const generateStaticParams = () => listAssets();

/** What the pages of the documentation load. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ version: string; file: string }> },
): Promise<Response> {
  const asset = findAsset(await params);
  if (!asset) return new Response(null, { status: 404, headers: { 'Cache-Control': 'no-store' } });
  const headers = { 'Content-Type': asset.type, 'Cache-Control': 'public, max-age=31536000, immutable' };
  return new Response(asset.text, { headers });
}
