import { redirect } from 'next/navigation';
import { guarded } from './(pages)/guarded';
import { findVisitor } from './(pages)/session';

export default guarded(async () => redirect((await findVisitor()) ? '/account/' : '/login/'));
