import { expect, test } from 'playwright/test';
import { ClockWatch } from './clock-watch';

const HOUR = 3600;
const YEAR = 365 * 24 * HOUR;

let wall = 0;
let passed = 0;

function watched(): ClockWatch {
  wall = 1_795_000_000;
  passed = 0;
  return new ClockWatch(
    () => wall,
    () => passed,
  );
}

function pass(seconds: number): void {
  wall += seconds;
  passed += seconds;
}

test('a clock that goes on is believed, also when it is corrected by an hour', () => {
  const clock = watched();
  pass(10 * YEAR);
  expect(clock.check()).toBe('believed');
  wall += HOUR;
  expect(clock.check()).toBe('believed');
  wall -= HOUR;
  expect(clock.check()).toBe('believed');
});

test('a clock that is put ahead is not believed until it is put back', () => {
  const clock = watched();
  wall += YEAR;
  expect(clock.check()).toBe('doubted');
  pass(HOUR / 2);
  expect(clock.check()).toBe('doubted');
  wall -= YEAR;
  expect(clock.check()).toBe('believed');
});

test('a clock that stays ahead is believed after an hour, as after a machine was asleep', () => {
  const clock = watched();
  wall += 8 * HOUR;
  expect(clock.check()).toBe('doubted');
  pass(HOUR - 1);
  expect(clock.check()).toBe('doubted');
  pass(1);
  expect(clock.check()).toBe('believed');
});

test('a clock that is put ahead again is doubted again', () => {
  const clock = watched();
  wall += YEAR;
  expect(clock.check()).toBe('doubted');
  pass(HOUR / 2);
  wall += YEAR;
  expect(clock.check()).toBe('doubted');
  pass(HOUR / 2);
  expect(clock.check()).toBe('doubted');
});
