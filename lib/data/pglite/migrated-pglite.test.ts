import { expect, test } from 'playwright/test';
import { migratedPglite } from './migrated-pglite';

const EVENT = {
  at: new Date('2026-11-24T10:00:00Z'),
  event: 'user_created',
  actor: 'client',
  requestId: 'the-request',
};

test('a database for the next test has no rows, functions or settings of the last one, and keeps its audit trail', async () => {
  const last = await migratedPglite();
  await last.db.auditEvent.create({ data: EVENT });
  await last.engine.exec(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION refuse();
    CREATE TEMPORARY TABLE seen (id int);
    SET TimeZone = 'Asia/Tokyo'`);
  await last.close();

  const next = await migratedPglite();
  expect(next.engine).toBe(last.engine);
  expect(await next.db.auditEvent.count()).toBe(0);
  await next.db.user.create({ data: { email: 'someone@example.com', createdAt: EVENT.at } });
  expect((await next.engine.query('SHOW TimeZone')).rows).not.toEqual([{ TimeZone: 'Asia/Tokyo' }]);
  await expect(next.engine.exec('SELECT FROM seen')).rejects.toThrow('does not exist');
  await next.db.auditEvent.create({ data: EVENT });
  await expect(next.engine.exec("UPDATE audit_events SET event = 'other'")).rejects.toThrow('audit event');
  await expect(next.engine.exec('TRUNCATE audit_events')).rejects.toThrow('audit events are not emptied');
  await next.close();
});
