import { THEME } from '@/lib/theme';

export const dynamic = 'force-static';

const { mark, accent } = THEME;
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${mark.viewBox}"><path fill="${accent.light.fill}" fill-rule="evenodd" d="${mark.path}"/></svg>`;

/** The mark, for the browser's tab. */
export function GET(): Response {
  return new Response(SVG, { headers: { 'Content-Type': 'image/svg+xml', 'Cache-Control': 'public, max-age=86400' } });
}
