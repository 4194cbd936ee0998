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
  const { text, type } = findAsset(await params) ?? { text: null, type: 'text/plain' };
  const headers = { 'Content-Type': type, 'Cache-Control': 'public, max-age=31536000, immutable' };
  return new Response(text, { status: text === null ? 404 : 200, headers });
}
