import { redirect } from 'next/navigation';
import { Page } from '@/components/page';
import { RegisterForm } from '@/components/register-form';
import { pageWithNext, safeNextPath } from '@/lib/http/next-path';
import { guarded } from '../guarded';
import { brand, findFlash, findVisitor, passwordRules } from '../session';

export default guarded(async ({ search }) => {
  if (await findVisitor()) redirect('/account/');
  const flash = await findFlash('register');
  return (
    <Page
      title="Create an account"
      appName={brand()}
      isRefused={flash?.code !== undefined}
      footer={
        <p>
          Already have one? <a href={pageWithNext('/login/', search)}>Sign in</a>
        </p>
      }
    >
      <RegisterForm answer={flash} next={safeNextPath(search.next)} rules={passwordRules()} />
    </Page>
  );
});
