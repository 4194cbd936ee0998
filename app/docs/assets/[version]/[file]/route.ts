import { findViewerFile, VIEWER_FILES, viewerFolder } from '@/lib/docs-pages/viewer-files';

/** The build reads the files once; nothing else is served below `/docs/assets/`. */
export const dynamic = 'force-static';
export const dynamicParams = false;

export const generateStaticParams = () => VIEWER_FILES.map((file) => ({ version: viewerFolder(), file }));

/** The viewer of the API reference. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ version: string; file: string }> },
): Promise<Response> {
  const { version, file } = await params;
  const { text, type } = findViewerFile(version, file) ?? { text: null, type: 'text/plain' };
  const headers = { 'Content-Type': type, 'Cache-Control': 'public, max-age=31536000, immutable' };
  return new Response(text, { status: text === null ? 404 : 200, headers });
}
