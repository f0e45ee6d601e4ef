// Leaves out of the program's bundles what it never calls in the packages that it is made of.
import { readFileSync } from 'node:fs';

/** The generated decoder of OTLP can also write, check, and convert, and knows logs and metrics: the preview reads spans. */
export const spansOnly = {
  name: 'spans-only',
  setup: ({ onLoad }) =>
    onLoad({ filter: /otlp-transformer[\\/]build[\\/]src[\\/]generated[\\/]root\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(SIGNALS, '').replace(METHODS, ''),
      loader: 'js',
    })),
};

const SIGNALS = /^( +)\w+\.(metrics|logs|profiles) = \(function \(\) \{\n[\s\S]*?^\1\}\)\(\);\n/gm;
const METHODS =
  /^( +)[\w.]+\.(create|encode|encodeDelimited|decodeDelimited|verify|fromObject|toJSON|getTypeUrl) = function[\s\S]*?^\1\};\n/gm;

/** The AWS SDK loads this to name the browser that it runs in. */
export const noBrowser = {
  name: 'no-browser',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]bowser[\\/]/ }, () => ({ contents: 'exports.parse = () => undefined;', loader: 'js' })),
};
