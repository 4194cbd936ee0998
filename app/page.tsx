import { redirect } from 'next/navigation';
import { isSignedIn } from './(pages)/page-data';
import { withErrorPage } from './(pages)/with-error-page';

export default withErrorPage(async () => redirect((await isSignedIn()) ? '/account/' : '/login/'));
