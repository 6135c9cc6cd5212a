// Lets node run the sources as they are: for tests that start the program itself.
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');
const { transform } = require('../../jest.config.cjs');

const [[, { jsc, module: format }]] = Object.values(transform);

require.extensions['.ts'] = (module, filename) => {
  const source = readFileSync(filename, 'utf8');
  const { code } = transformSync(source, { filename, jsc, module: format, sourceMaps: 'inline' });
  module._compile(code, filename);
};
