// Measures every function of src: its lines, those of functions in it included, and its parameters.
// node scripts/functions.mjs [folder]: fails above the limits, and prints what is above them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const LONGEST = 60;
const PARAMETERS = 4;
/** Nine of ten functions have no more lines than this. */
const NINTH_TENTH = 20;

const [folder = 'src'] = process.argv.slice(2);

const files = readdirSync(folder, { recursive: true }).filter((name) => /\.m?ts$/.test(name));
const functions = files.flatMap((name) => measured(join(folder, name)));
const lines = functions.map((one) => one.lines).sort((a, b) => a - b);
const share = (part) => lines[Math.min(lines.length - 1, Math.floor(lines.length * part))] ?? 0;

const offenders = [
  ...functions
    .filter((one) => one.lines > LONGEST)
    .map((one) => `${one.at} has ${one.lines} lines, the limit is ${LONGEST}`),
  ...functions
    .filter((one) => one.parameters > PARAMETERS)
    .map((one) => `${one.at} has ${one.parameters} parameters, the limit is ${PARAMETERS}`),
  ...(share(0.9) > NINTH_TENTH ? [`a tenth of all functions has more than ${NINTH_TENTH} lines`] : []),
];
for (const offender of offenders) console.error(`functions: ${offender}`);
console.log(
  `functions: ${functions.length} in ${files.length} files; lines: median ${share(0.5)}, p90 ${share(0.9)}, p99 ${share(0.99)}, most ${lines.at(-1) ?? 0}`,
);
process.exitCode = offenders.length > 0 ? 1 : 0;

function measured(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body) found.push(measure(node, source, file));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function measure(node, source, file) {
  const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
  const last = source.getLineAndCharacterOfPosition(node.end).line;
  const name = node.name?.getText(source) ?? node.parent?.name?.getText?.(source) ?? 'a function';
  return { at: `${file}:${first + 1} ${name}`, lines: last - first + 1, parameters: node.parameters.length };
}
