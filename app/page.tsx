import { redirect } from 'next/navigation';
import { guarded } from './(pages)/guarded';
import { isSignedIn } from './(pages)/session';

export default guarded(async () => redirect((await isSignedIn()) ? '/account/' : '/login/'));
