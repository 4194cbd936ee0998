import { findRegistryItem, REGISTRY_FILES } from '@/lib/registry/items';

/** The build reads the components once; nothing else is served below `/r/`. */
export const dynamic = 'force-static';
export const dynamicParams = false;

export const generateStaticParams = () => REGISTRY_FILES.map((item) => ({ item }));

/** The forms as code, for `npx shadcn add`. */
export async function GET(_request: Request, { params }: { params: Promise<{ item: string }> }): Promise<Response> {
  const { item } = await params;
  return Response.json(findRegistryItem(item), { headers: { 'Cache-Control': 'public, max-age=3600' } });
}
