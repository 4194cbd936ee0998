import { inUtc, Moment } from '../ui/utc-time';
import { OneButtonForm } from './button-form';

/** As `GET /auth/sessions/` tells of it. */
type Session = {
  id: string;
  created_at: string;
  last_seen_at: string;
  address: string | null;
  agent: string | null;
  current: boolean;
};

/** The sessions of the account, each with a button that ends it. */
export function SessionList({ sessions }: { sessions: Session[] }) {
  return (
    <>
      <ul className="border-line border-t">
        {sessions.map(({ id, created_at, last_seen_at, address, agent, current }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-3 border-line border-b py-3">
            <div>
              <p className="font-medium">{agent ?? 'Unknown device'}</p>
              <p className="text-muted text-sm">
                {current ? (
                  'This browser'
                ) : (
                  <>
                    Last active <Moment at={last_seen_at} />
                  </>
                )}
              </p>
              <p className="text-muted text-sm">
                Signed in <Moment at={created_at} />
                {address ? `, from ${address}` : ''}
              </p>
            </div>
            {current ? null : (
              <OneButtonForm
                action={`/auth/sessions/${id}/end/`}
                label={`End session: ${agent ?? 'unknown device'}, signed in ${inUtc(created_at)}`}
              >
                End session
              </OneButtonForm>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 ? (
        <div className="mt-4">
          <OneButtonForm action="/auth/sessions/end-others/">End all other sessions</OneButtonForm>
        </div>
      ) : null}
    </>
  );
}
