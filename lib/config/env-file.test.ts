import { expect, test } from 'playwright/test';
import { parseEnvFile } from './env-file';

const LINES: [line: string, value: string][] = [
  ['A=pa$sword', 'pa$sword'],
  ['A="pa$sword"', 'pa$sword'],
  ["A='pa$(B)word'", 'pa$(B)word'],
  ['A=pa$'.concat('{B}word'), 'pa$'.concat('{B}word')],
  ['A=pa\\$sword', 'pa\\$sword'],
  ['A=$B$$', '$B$$'],
  ['A=half#half', 'half#half'],
  ['A=#half', '#half'],
  ['A=half #half', 'half'],
  ['A=half\t# half', 'half'],
  ['A= # nothing', ''],
  ['A="half #half"', 'half #half'],
  ['A="half" # half', 'half'],
  ['A="half"#half', '"half"#half'],
  ['A=`it is "quoted" and \'quoted\'`', 'it is "quoted" and \'quoted\''],
  ['A=back\\slash\\n', 'back\\slash\\n'],
  ["A='back\\slash\\n'", 'back\\slash\\n'],
  ['A="one\\ntwo\\r\\nthree"', 'one\ntwo\r\nthree'],
  ['A="one\ntwo # three\n\nfour"', 'one\ntwo # three\n\nfour'],
  ['A="ends with a backslash\\"', 'ends with a backslash\\'],
  ['A="said \\"so\\""', 'said \\"so\\"'],
  ['A="no end', '"no end'],
  ['A=a "part" of it', 'a "part" of it'],
  ['A="a" "b"', '"a" "b"'],
  ['A=', ''],
  ['A=""', ''],
  ['  A  =  spaces around  ', 'spaces around'],
  ['A="  spaces kept  "', '  spaces kept  '],
  ['export A=exported', 'exported'],
  ['A: with a colon', 'with a colon'],
  ['A=postgresql://u:p=w@h/d?x=y', 'postgresql://u:p=w@h/d?x=y'],
  ['\uFEFFA=after a byte order mark', 'after a byte order mark'],
];

for (const [line, value] of LINES) {
  test(`${JSON.stringify(line)} is ${JSON.stringify(value)}`, () => {
    expect(parseEnvFile(line)).toEqual({ A: value });
    expect(parseEnvFile(`# before\nZ=first\n${line.replace('\uFEFF', '')}\nB=behind\n`)).toEqual({
      Z: 'first',
      A: value,
      B: 'behind',
    });
  });
}

test('lines of Windows end where others do, and none of their characters is part of a value', () => {
  expect(parseEnvFile('A=one\r\nB="two"\r\n\r\n# three\r\nC=\'four\r\nfive\'\r\n')).toEqual({
    A: 'one',
    B: 'two',
    C: 'four\nfive',
  });
});

test('what is no setting is passed over, and of two the later counts', () => {
  expect(parseEnvFile('#A=no\nnot a setting\n=no\n"B"=no\nA=one\nA=two\nB')).toEqual({ A: 'two' });
  expect(parseEnvFile('')).toEqual({});
});
