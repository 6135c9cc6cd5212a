// Builds the self-contained runner of bundles, dist/runner/run.mjs, in one file: our sources without their
// types, and the libraries that they use. The text of JSONata, which runs in a realm of its own, is put in
// as a constant. `--if-stale` builds it only where something that it is made of is newer.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const output = join(root, 'dist', 'runner', 'run.mjs');
/** The sources that the last build was made of, one a line. */
const sources = join(root, 'dist', 'runner', '.sources');
/** A runner as large as this has taken in what it does not need. */
const MOST_BYTES = 1_500_000;

const ENTRY = 'switchyard-runner';
const ENTRY_CODE = `
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runFromCommandLine } from ${JSON.stringify(join(root, 'src/runner/run-from-command-line.ts'))};
process.exitCode = await runFromCommandLine({
  args: process.argv.slice(2),
  folder: dirname(fileURLToPath(import.meta.url)),
  environment: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
});
`;
const BANNER = '// The runner of a Switchyard bundle: node run.mjs --help\n';

if (!(process.argv.includes('--if-stale') && isFresh())) await build();

function isFresh() {
  if (!existsSync(output) || !existsSync(sources)) return false;
  const { mtimeMs } = statSync(output);
  const made = [
    ...readFileSync(sources, 'utf8').trim().split('\n'),
    fileURLToPath(import.meta.url),
  ];
  return made.every((path) => existsSync(path) && statSync(path).mtimeMs <= mtimeMs);
}

async function build() {
  const { rollup } = await import('rollup');
  const { default: commonjs } = await import('@rollup/plugin-commonjs');
  const { nodeResolve } = await import('@rollup/plugin-node-resolve');
  const bundle = await rollup({
    input: ENTRY,
    plugins: [
      ourSources(),
      nodeResolve({ exportConditions: ['node'], preferBuiltins: true }),
      json(),
      commonjs({ extensions: ['.js', '.cjs', '.json'], ignoreGlobal: true }),
    ],
    external: [/^node:/],
    onwarn(warning) {
      // libraries are as they are; anything of ours is a fault
      if (warning.code === 'THIS_IS_UNDEFINED' || warning.code === 'CIRCULAR_DEPENDENCY') return;
      throw new Error(`${warning.code}: ${warning.message}`);
    },
  });
  const { output: chunks } = await bundle.generate({
    format: 'es',
    banner: BANNER,
    inlineDynamicImports: true,
  });
  await bundle.close();
  const [chunk] = chunks;
  const code = chunk.code + notices([...chunk.moduleIds, require.resolve('jsonata')]);
  if (Buffer.byteLength(code) > MOST_BYTES)
    throw new Error(`The runner has ${Buffer.byteLength(code)} bytes; at most ${MOST_BYTES}.`);
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(sources, bundle.watchFiles.filter((path) => existsSync(path)).join('\n') + '\n');
  // replaced as a whole, because a server may be reading it
  writeFileSync(`${output}.${process.pid}`, code);
  renameSync(`${output}.${process.pid}`, output);
}

/** The licences of Switchyard and of the libraries that are in the file, which ask to go with it. */
function notices(modules) {
  const folders = new Set([root]);
  for (const id of modules) {
    const folder = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1];
    if (folder) folders.add(folder);
  }
  const all = [...folders].map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((one) => /^licen[cs]e(\.|$)/i.test(one));
    if (!file) throw new Error(`${name} has no file with its licence.`);
    const text = readFileSync(join(folder, file), 'utf8').trim();
    return `${name} ${version}\n\n${text}`.replaceAll('*/', '* /');
  });
  return `\n/*\nIn this file are:\n\n${all.sort().join('\n\n----\n\n')}\n*/\n`;
}

/** Our TypeScript without its types, as modules, so that what is not used is left out. */
function ourSources() {
  const typescript = require('typescript');
  return {
    name: 'our-sources',
    resolveId(id, importer) {
      if (id === ENTRY) return `\0${ENTRY}`;
      if (!id.startsWith('.') || !importer?.endsWith('.ts')) return null;
      return join(dirname(importer), `${id}.ts`);
    },
    load(id) {
      if (id === `\0${ENTRY}`) return ENTRY_CODE;
      if (!id.endsWith('/execution/jsonata-source.ts')) return null;
      const path = require.resolve('jsonata');
      this.addWatchFile(path);
      const text = JSON.stringify(readFileSync(path, 'utf8'));
      return `export function jsonataSource() { return ${text}; }`;
    },
    transform(code, id) {
      if (!id.endsWith('.ts')) return null;
      const { outputText } = typescript.transpileModule(code, {
        compilerOptions: { target: 'ES2022', module: 'ESNext', useDefineForClassFields: false },
      });
      return { code: outputText, moduleSideEffects: false };
    },
  };
}

/** JSON files of libraries, which are CommonJS. */
function json() {
  return {
    name: 'json',
    transform: (code, id) => (id.endsWith('.json') ? `module.exports = ${code};` : null),
  };
}
