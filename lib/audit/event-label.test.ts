import { expect, test } from 'playwright/test';
import { eventLabel } from './event-label';

for (const [event, detail, words] of [
  ['authn_login_success', null, 'Signed in'],
  ['authn_token_revoked', 'sign-out', 'Signed out'],
  ['authn_token_revoked', 'sessions-ended', 'The other sessions were ended'],
  ['authn_token_revoked', 'session-replaced', 'Replaced by another sign-in in the same browser'],
  ['authn_token_revoked', 'too-many-sessions', 'The session used least recently was ended: there were too many'],
  ['authn_token_reuse', null, 'A session was ended because an old token of it came back'],
  ['authn_token_reuse', 'late', 'An app used an old token of its session again'],
  ['authn_token_reuse', 'other-client', 'A session was ended because another app used an old token of it'],
  ['user_updated', 'email-verified', 'E-mail verified'],
  ['an_event_of_a_later_version', 'of-some-kind', 'an_event_of_a_later_version'],
] as const) {
  test(`${event} ${detail} is told as “${words}”`, () => {
    expect(eventLabel(event, detail)).toBe(words);
  });
}
