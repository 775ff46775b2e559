import { expect, test } from 'vitest';
import { KeyBurst, ScanDetector, type Heard } from './scan';

function type(keys: string[], gapMs: number, detector = new ScanDetector(), from = 0): Heard {
  let heard: Heard = { kind: 'none' };
  keys.forEach((key, place) => {
    heard = detector.hear({ key, at: from + place * gapMs });
  });
  return heard;
}

test('a burst that ends with Enter is a scan', () => {
  expect(type([...'2901000001005', 'Enter'], 8)).toEqual({ kind: 'scan', code: '2901000001005' });
  expect(type([...'5012345678900', 'Tab'], 30)).toEqual({ kind: 'scan', code: '5012345678900' });
});

test('Shift is part of a burst but not of the code', () => {
  const keys = ['Shift', 'R', '1', '-', '0', '0', '0', '0', '1', '2', 'Enter'];
  expect(type(keys, 5)).toEqual({ kind: 'scan', code: 'R1-000012' });
});

test('a person typing is no scan', () => {
  expect(type([...'lantern', 'Enter'], 90)).toEqual({ kind: 'none' });
  expect(type([...'5000', 'Enter'], 60)).toEqual({ kind: 'none' });
  expect(type([...'12', 'Enter'], 10)).toEqual({ kind: 'none' });
});

test('Enter long after a burst belongs to the person', () => {
  const detector = new ScanDetector();
  type([...'12345678'], 5, detector);
  expect(detector.hear({ key: 'Enter', at: 2_000 })).toEqual({ kind: 'none' });
});

test('what was typed before a burst is not part of its code', () => {
  const detector = new ScanDetector();
  type([...'ab'], 120, detector);
  expect(type([...'96385074', 'Enter'], 6, detector, 1_000)).toEqual({
    kind: 'scan',
    code: '96385074',
  });
});

test('the first key of each burst says so, once', () => {
  const detector = new ScanDetector();
  expect(detector.hear({ key: '1', at: 0 })).toEqual({ kind: 'begin' });
  expect(detector.hear({ key: '2', at: 10 })).toEqual({ kind: 'more' });
  expect(detector.hear({ key: '3', at: 500 })).toEqual({ kind: 'begin' });
});

test('one pause within a burst breaks nothing', () => {
  const detector = new ScanDetector();
  type([...'290100'], 8, detector);
  expect(type([...'0001005', 'Enter'], 8, detector, 130)).toEqual({
    kind: 'scan',
    code: '2901000001005',
  });
});

test('an arrow or Escape breaks a burst', () => {
  expect(type(['1', '2', 'ArrowLeft', '3', '4', 'Enter'], 5)).toEqual({ kind: 'none' });
});

test('a key pressed on its own stands alone, however often; one of a scan or a word does not', () => {
  const alone = (key: string, keys: string[], gapMs: number) => {
    const burst = new KeyBurst();
    keys.forEach((each, place) => burst.hear({ key: each, at: place * gapMs }));
    return burst.alone(key);
  };
  expect(alone('r', ['r'], 0)).toBe(1);
  expect(alone('?', ['Shift', '?'], 30)).toBe(1);
  expect(alone('+', ['+', '+', '+'], 80)).toBe(3);
  expect(alone('+', ['+', '+', '+'], 140)).toBe(1);
  // Its end is not heard, or it is too slow to be known as a scan.
  expect(alone('r', [...'4711r'], 8)).toBe(0);
  expect(alone('r', [...'r1-000042'], 90)).toBe(0);
  expect(alone('2', [...'r1-000042'], 90)).toBe(0);
});
