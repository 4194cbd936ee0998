import { expect, test } from 'playwright/test';
import { eventLabel, eventLogLine } from './event-label';

for (const [event, detail, words] of [
  ['authn_login_success', null, 'Signed in'],
  ['authn_login_success', 'app', 'Signed in to an app'],
  ['authn_login_lock', 'password-again', 'Sign-in paused after too many attempts'],
  ['authn_token_revoked', 'sign-out', 'Signed out'],
  ['authn_token_revoked', 'sessions-ended', 'Other sessions ended'],
  ['authn_token_revoked', 'session-replaced', 'Session replaced by a new sign-in in the same browser'],
  ['authn_token_revoked', 'too-many-sessions', 'Least recently used session ended: too many sessions'],
  ['authn_token_reuse', null, 'Session ended: a refresh token was reused'],
  ['authn_token_reuse', 'late', 'A refresh token was reused by the same app'],
  ['authn_token_reuse', 'other-client', 'Session ended: a refresh token was reused by another app'],
  ['authn_token_reuse', 'code', 'Session ended: an authorization code was used twice'],
  ['authn_token_reuse', 'of-a-later-version', 'Session ended: a refresh token was reused'],
  ['user_updated', 'email-verified', 'Email verified'],
  ['user_updated', 'profile-changed name,newsletter', 'Profile changed'],
  ['authz_change', null, 'Roles changed'],
  ['an_event_of_a_later_version', 'of-some-kind', 'an_event_of_a_later_version'],
] as const) {
  test(`${event} ${detail} is told as “${words}”`, () => {
    expect(eventLabel(event, detail)).toBe(words);
  });
}

test('an event has the level and the message of its line in the log, whatever stands behind its detail', () => {
  expect(eventLogLine('authn_login_fail', null)).toMatchObject({ level: 'warn', message: 'sign-in failed' });
  expect(eventLogLine('user_updated', 'profile-changed name,plan')).toMatchObject({ message: 'profile changed' });
  expect(eventLogLine('of_another_version', null)).toBeNull();
});
