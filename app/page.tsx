import { redirect } from 'next/navigation';
import { isSignedIn } from './(pages)/page-data';
import { guarded } from './(pages)/with-error-page';

export default guarded(async () => redirect((await isSignedIn()) ? '/account/' : '/login/'));
