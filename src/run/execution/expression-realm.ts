/**
 * The code of the realm in which expressions are evaluated: JSONata stands before it as `jsonata`. Kept
 * as text, because it runs in a realm of its own, which shares no object with the process: texts go in,
 * and a text comes out. Hooks of JSONata count every part that is evaluated; a hook that throws ends the
 * evaluation. Functions of JSONata that make long texts in one step get bounds, and those that need a
 * `Buffer`, which the realm has not, are written anew.
 */
export const EXPRESSION_REALM = `'use strict';
const MOST_PARSED = 5000;
const parsedExpressions = new Map();
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
let limits = {}, steps = 0, total = 0;

function tooCostly(message) { return { isTooCostly: true, message }; }
function checkSize(size) {
  if (size > limits.valueSize) throw tooCostly('makes a value larger than ' + limits.valueSize);
}
function onEntry() {
  if (++steps > limits.steps) throw tooCostly('takes more than ' + limits.steps + ' steps');
}
const MAKERS = new Set(['function', 'apply', 'binary', 'unary']);
function onExit(part, input, environment, result) {
  const size = typeof result === 'string' || Array.isArray(result) ? result.length : 0;
  checkSize(size);
  if (!MAKERS.has(part.type)) return;
  total += size;
  if (total > limits.totalSize) throw tooCostly('makes more than ' + limits.totalSize + ' in all');
}
function pad(text, width, filler) {
  if (text === undefined) return undefined;
  const length = [...text].length;
  const missing = Math.abs(Math.trunc(width)) - length;
  if (!(missing > 0)) return text;
  checkSize(missing);
  const units = [...(filler || ' ')];
  const padding = Array.from({ length: missing }, (_, place) => units[place % units.length]).join('');
  return width > 0 ? text + padding : padding + text;
}
function join(texts, separator) {
  if (texts === undefined) return undefined;
  const between = separator === undefined ? '' : separator;
  checkSize(texts.reduce((sum, text) => sum + text.length + between.length, 0));
  return texts.join(between);
}
function base64encode(text) {
  if (text === undefined) return undefined;
  let encoded = '';
  for (let at = 0; at < text.length; at += 3) {
    const bytes = [0, 1, 2].map((offset) => text.charCodeAt(at + offset) & 255);
    const bits = (bytes[0] << 16) | (bytes[1] << 8) | bytes[2];
    const left = text.length - at;
    encoded += BASE64[bits >> 18] + BASE64[(bits >> 12) & 63];
    encoded += (left > 1 ? BASE64[(bits >> 6) & 63] : '=') + (left > 2 ? BASE64[bits & 63] : '=');
  }
  return encoded;
}
function base64decode(text) {
  if (text === undefined) return undefined;
  let decoded = '', bits = 0, count = 0;
  for (const letter of text.replace(/=+$/, '')) {
    const value = BASE64.indexOf(letter);
    if (value < 0) throw { message: 'This is not Base64.' };
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count >= 8) { count -= 8; decoded += String.fromCharCode((bits >> count) & 255); }
  }
  return decoded;
}

function parse(text) {
  const known = parsedExpressions.get(text);
  // Kept in the order of their last use, so that the one used longest ago is dropped.
  if (known !== undefined) parsedExpressions.delete(text);
  const parsed = known === undefined ? parseAnew(text) : known;
  parsedExpressions.set(text, parsed);
  if (parsedExpressions.size > MOST_PARSED)
    parsedExpressions.delete(parsedExpressions.keys().next().value);
  return parsed;
}
function parseAnew(text) {
  const expression = jsonata(text, { sequence: limits.valueSize });
  expression.assign(Symbol.for('jsonata.__evaluate_entry'), onEntry);
  expression.assign(Symbol.for('jsonata.__evaluate_exit'), onExit);
  expression.registerFunction('pad', pad, '<s-ns?:s>');
  expression.registerFunction('join', join, '<a<s>s?:s>');
  expression.registerFunction('base64encode', base64encode, '<s-:s>');
  expression.registerFunction('base64decode', base64decode, '<s-:s>');
  return expression;
}
// What of \`steps\` an expression can read: the names behind it, or null for any. A name is looked up in
// what is at hand, so only the whole at hand ($$, $, a wildcard, a parent, or a function that takes it when
// it is given less than it needs) could lead to \`steps\` by another way than its name. A step of a path
// that is bound (@) leaves the next one to read what it read itself.
const TAKES_THE_WHOLE = new Map([['string', 1], ['boolean', 1], ['not', 1], ['keys', 1], ['spread', 1],
  ['clone', 1], ['lookup', 2], ['each', 2], ['sift', 2], ['eval', Infinity]]);
const WHOLE_TYPES = new Set(['wildcard', 'descendant', 'parent', 'transform']);
function isPlain(step, type, value) {
  return step?.type === type && step.value === value &&
    Object.keys(step).every((key) => key === 'value' || key === 'type' || key === 'position');
}
function readsOf(parsed) {
  const names = new Set(), seen = new WeakSet();
  let isWhole = false;
  const lookAt = (part) => {
    if (typeof part !== 'object' || part === null || isWhole || seen.has(part)) return;
    seen.add(part);
    if (WHOLE_TYPES.has(part.type) || part.focus || (part.type === 'lambda' && part.signature))
      isWhole = true;
    else if (part.type === 'variable')
      isWhole = part.value === '' || part.value === '$' || TAKES_THE_WHOLE.has(part.value);
    else if (part.type === 'path') lookAtPath(part);
    else if (part.type === 'function' && part.procedure?.type === 'variable') {
      const needed = TAKES_THE_WHOLE.get(part.procedure.value) ?? 0;
      if (part.procedure.value === '' || part.arguments.length < needed) isWhole = true;
      const { procedure, ...rest } = part;
      Object.values(rest).forEach(lookAt);
    } else Object.values(part).forEach(lookAt);
  };
  const lookAtPath = ({ steps, ...rest }) => {
    const isRoot = isPlain(steps[0], 'variable', '$') && steps[1]?.type === 'name';
    const path = isRoot ? steps.slice(1) : steps;
    if (path[0].type === 'name' && path[0].value === 'steps') {
      if (isPlain(path[0], 'name', 'steps') && path[1]?.type === 'name') names.add(path[1].value);
      else isWhole = true;
    }
    path.forEach(lookAt);
    Object.values(rest).forEach(lookAt);
  };
  try { lookAt(parsed.ast()); } catch { return null; }
  return isWhole ? null : [...names];
}
function refuseFunction(key, value) {
  if (typeof value === 'function' || value?._jsonata_function === true || value?._jsonata_lambda === true)
    throw { message: 'The result is or holds a function.' };
  return value;
}
function failure(kind, error) {
  if (error?.isTooCostly === true) return { kind: 'TOO_COSTLY', message: error.message };
  const position = typeof error?.position === 'number' ? error.position : undefined;
  return { kind, message: String(error?.message ?? error?.code ?? 'It failed.'), position };
}
async function answerTo(text, data) {
  let parsed;
  try { parsed = parse(text); } catch (error) { return failure('SYNTAX', error); }
  if (data === undefined) return { kind: 'VALUE', json: JSON.stringify(readsOf(parsed)) };
  try {
    // JSONata binds what an expression assigns in a frame that is gone afterwards.
    const value = await parsed.evaluate(JSON.parse(data));
    const json = JSON.stringify(value, refuseFunction);
    if (json !== undefined && json.length > limits.resultCharacters)
      throw tooCostly('has a result of more than ' + limits.resultCharacters + ' characters');
    return { kind: 'VALUE', json };
  } catch (error) { return failure('ERROR', error); }
}
globalThis.evaluate = async (text, data, limitsText) => {
  limits = JSON.parse(limitsText); steps = 0; total = 0;
  return JSON.stringify(await answerTo(text, data));
};
`;
