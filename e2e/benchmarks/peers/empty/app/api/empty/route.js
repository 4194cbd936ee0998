export const dynamic = 'force-dynamic';

export const GET = () => Response.json({});
export const POST = () => Response.json({});
