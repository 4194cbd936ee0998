import { expect, test } from 'playwright/test';
import { addSeconds } from '../../time';
import { eventThatEnded, eventThatUsed, inWords } from './causing-event';

const AT = new Date('2026-11-24T10:00:00Z');
const SESSION = { id: 'the-session', endedAt: AT };

const event = (name: string, { sessionId = null as string | null, seconds = 0 } = {}) => {
  const [event = '', detail = null] = name.split(' ');
  return { at: addSeconds(AT, seconds), event, detail, sessionId, actor: 'client', requestId: 'the-request' };
};

test.describe('what ended a session', () => {
  for (const name of [
    'authn_token_revoked sign-out',
    'authn_token_revoked session-ended',
    'authn_token_revoked session-replaced',
    'authn_token_revoked too-many-sessions',
    'authn_token_reuse',
    'authn_token_reuse other-client',
    'authn_token_reuse code',
  ]) {
    test(`is ${name} where it names the session`, () => {
      const own = event(name, { sessionId: SESSION.id, seconds: 1 });
      expect(eventThatEnded(SESSION, [event('authn_password_change'), own])).toBe(own);
    });
  }

  test('is what ends all sessions of the user, but for the session that it names', () => {
    const all = event('authn_token_revoked sessions-ended', { seconds: -3 });
    const change = event('authn_password_change', { sessionId: 'another', seconds: 1 });
    const login = event('authn_login_success', { sessionId: SESSION.id });
    expect(eventThatEnded(SESSION, [all, change, login])).toBe(change);
    expect(eventThatEnded(SESSION, [event('authn_password_change', { sessionId: SESSION.id })])).toBeNull();
    const disabled = event('user_archived disabled');
    expect(eventThatEnded(SESSION, [disabled])).toBe(disabled);
  });

  test('is not a late use of a refresh token, nor the end of another session', () => {
    const late = event('authn_token_reuse late', { sessionId: SESSION.id });
    const other = event('authn_token_revoked sign-out', { sessionId: 'another' });
    expect(eventThatEnded(SESSION, [late, other])).toBeNull();
  });

  test('is told with its event, its actor and its request', () => {
    expect(inWords(event('authn_token_revoked sign-out'))).toBe(
      'user signed out (audit event authn_token_revoked sign-out, by client, 2026-11-24 10:00:00Z, request the-request)',
    );
    expect(inWords(null)).toBe('the audit trail does not say by what');
  });
});

test.describe('what used up a link', () => {
  const link = (purpose: 'reset' | 'verify' | 'change' | 'undo', isFirst = true) => ({ purpose, usedAt: AT, isFirst });
  const byLink = event('authn_password_change by-link');

  test('is its use', () => {
    expect(eventThatUsed(link('reset'), [byLink])).toEqual({ isUse: true, event: byLink });
    const verified = event('user_updated email-verified');
    expect(eventThatUsed(link('verify'), [verified])).toEqual({ isUse: true, event: verified });
    const undone = event('user_updated email-change-undone');
    expect(eventThatUsed(link('undo'), [byLink, undone])).toEqual({ isUse: true, event: undone });
  });

  test('is the use of another link, or what else revokes links', () => {
    expect(eventThatUsed(link('reset', false), [byLink])).toEqual({ isUse: false, event: byLink });
    const undone = event('user_updated email-change-undone');
    expect(eventThatUsed(link('reset'), [byLink, undone]).isUse).toBe(false);
    const disabled = event('user_archived disabled');
    expect(eventThatUsed(link('undo'), [disabled])).toEqual({ isUse: false, event: disabled });
    expect(eventThatUsed(link('reset'), [])).toEqual({ isUse: false, event: null });
  });
});
