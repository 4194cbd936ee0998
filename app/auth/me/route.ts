import { currentUser } from '@/lib/auth/account/current-user';
import { updateProfile } from '@/lib/auth/account/update-profile';
import { endpoint, operation } from '@/lib/http/endpoint';
import { json } from '@/lib/http/response';
import { PAGES } from '@/lib/paths';
import { profileChangeInput } from '@/lib/profile/fields-input';
import { editableNames } from '@/lib/profile/user-fields';
import { NoInput } from '@/lib/schemas/fields';

const read = operation({ tokenIn: 'header', schema: NoInput, run: currentUser, respond: (user) => json(200, user) });

const change = operation({
  tokenIn: 'header',
  schema: ({ config }, body) => profileChangeInput(config.userFields, body),
  run: updateProfile,
  respond: (user) =>
    json(200, user, {
      redirect: { path: PAGES.account, result: { kind: 'success', form: 'profile', notice: 'profile-changed' } },
    }),
  form: { name: 'profile', page: () => PAGES.account, keeps: editableNames },
});

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint(({ userFields }) =>
  userFields.length > 0 ? { GET: read, PATCH: change, POST: change } : { GET: read },
);
