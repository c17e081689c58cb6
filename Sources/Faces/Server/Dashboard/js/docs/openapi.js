// Reads an OpenAPI document: operations by tag, resolved references, examples.

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const DEEPEST = 8;

export function resolve(document, node) {
  let current = node;
  for (let hops = 0; current?.$ref && hops < 20; hops += 1) {
    current = current.$ref.replace(/^#\//, '').split('/')
      .reduce((value, part) => value?.[part.replace(/~1/g, '/').replace(/~0/g, '~')], document);
  }
  return current ?? {};
}

export function operationsByTag(document) {
  const groups = new Map((document.tags ?? []).map((tag) => [tag.name, { ...tag, operations: [] }]));
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of METHODS.filter((name) => item[name])) {
      const operation = item[method];
      const tag = operation.tags?.[0] ?? 'Other';
      if (!groups.has(tag)) groups.set(tag, { name: tag, operations: [] });
      const parameters = parametersOf(document, item, operation);
      groups.get(tag).operations.push({ ...operation, path, method, parameters });
    }
  }
  return [...groups.values()].filter((group) => group.operations.length);
}

function parametersOf(document, item, operation) {
  const all = [item, operation].flatMap(({ parameters = [] }) => parameters.map((one) => resolve(document, one)));
  return [...new Map(all.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter])).values()];
}

// The beginning of a long list is enough: nobody reads 150 currencies to learn that it is a currency.
const SHOWN_VALUES = 12;

export function typeText(document, schemaOrRef) {
  const schema = resolve(document, schemaOrRef);
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return choices.map((choice) => typeText(document, choice)).join(' or ');
  if (schema.enum) return valuesText(schema.enum);
  const base = [].concat(schema.type ?? 'any').join(' or ');
  if (schema.items) return `array of ${typeText(document, schema.items)}`;
  const values = schema.additionalProperties;
  if (typeof values === 'object') return `object of ${typeText(document, values)}`;
  return [base, ...limits(schema)].join(', ');
}

function limits({ format, pattern, minimum, maximum, maxLength, default: usual }) {
  // The ends of the type itself say nothing.
  const isWhole = format === 'int64' || Math.abs(minimum ?? 0) >= 2 ** 31;
  return [
    format, !format && pattern,
    !isWhole && minimum !== undefined && `at least ${minimum}`,
    !isWhole && maximum !== undefined && `at most ${maximum}`,
    maxLength !== undefined && `at most ${maxLength} characters`,
    usual !== undefined && `default ${usual}`,
  ].filter(Boolean);
}

function valuesText(values) {
  const shown = values.slice(0, SHOWN_VALUES).map((value) => JSON.stringify(value)).join(' | ');
  return values.length > SHOWN_VALUES ? `${shown} | … (${values.length})` : shown;
}

// Every field of a body with its place in it, such as `entries[].amount`, and its type.
export function fieldsOf(document, schemaOrRef, place = '', depth = 0) {
  const schema = withoutNull(document, resolve(document, schemaOrRef));
  if (depth > DEEPEST) return [];
  if (schema.items) return fieldsOf(document, schema.items, `${place}[]`, depth + 1);
  const values = schema.additionalProperties;
  if (typeof values === 'object') return fieldsOf(document, values, `${place}.…`, depth + 1);
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const name = place ? `${place}.${key}` : key;
    const field = { name, type: typeText(document, value), required: (schema.required ?? []).includes(key) };
    return [field, ...fieldsOf(document, value, name, depth + 1)];
  });
}

function withoutNull(document, schema) {
  const choices = (schema.anyOf ?? []).filter((choice) => choice.type !== 'null');
  return choices.length === 1 ? resolve(document, choices[0]) : schema;
}

export function exampleOf(document, media) {
  if (media?.example !== undefined) return media.example;
  const named = Object.values(media?.examples ?? {})[0];
  if (named) return resolve(document, named).value;
  return media?.schema ? fromSchema(document, media.schema, 0) : undefined;
}

export function parameterExample(document, parameter) {
  const named = Object.values(parameter.examples ?? {})[0];
  const schema = resolve(document, parameter.schema);
  return parameter.example ?? named?.value ?? schema.example ?? schema.examples?.[0] ?? schema.default
    ?? schema.enum?.[0];
}

function fromSchema(document, schemaOrRef, depth) {
  const schema = resolve(document, schemaOrRef);
  const given = schema.example ?? schema.examples?.[0] ?? schema.const ?? schema.default ?? schema.enum?.[0];
  if (given !== undefined) return given;
  // A schema may contain itself.
  if (depth > DEEPEST) return null;
  const next = (inner) => fromSchema(document, inner, depth + 1);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map(next));
  if (schema.oneOf ?? schema.anyOf) return next((schema.oneOf ?? schema.anyOf)[0]);
  const type = [].concat(schema.type ?? (schema.properties ? 'object' : 'string'))[0];
  if (type === 'object') return objectExample(schema, next);
  if (type === 'array') return schema.items ? [next(schema.items)] : [];
  return { integer: 0, number: 0, boolean: true, null: null }[type] ?? stringExample(schema.format);
}

function objectExample(schema, next) {
  const entries = Object.entries(schema.properties ?? {}).map(([key, value]) => [key, next(value)]);
  const open = typeof schema.additionalProperties === 'object' ? [['…', next(schema.additionalProperties)]] : [];
  return Object.fromEntries([...entries, ...open]);
}

const stringExample = (format) => ({ date: '2026-11-22', 'date-time': '2026-11-22T12:00:00.000Z' }[format] ?? 'text');

export function curlLine(document, operation, origin) {
  const isShown = ({ required, example }) => required || example !== undefined;
  const shown = operation.parameters.filter((parameter) => parameter.in === 'query' && isShown(parameter));
  const valueOf = (parameter) =>
    encodeURIComponent(parameterExample(document, parameter) ?? parameter.name.toUpperCase());
  const path = operation.path.replace(/\{([^}]+)\}/g, (whole, name) => {
    const parameter = operation.parameters.find((candidate) => candidate.in === 'path' && candidate.name === name);
    const value = parameter && parameterExample(document, parameter);
    return value === undefined ? whole : encodeURIComponent(value);
  });
  const query = shown.map((parameter) => `${parameter.name}=${valueOf(parameter)}`).join('&');
  const [type, media] = Object.entries(resolve(document, operation.requestBody).content ?? {})[0] ?? [];
  const stream = Object.values(operation.responses ?? {})
    .some((response) => resolve(document, response).content?.['text/event-stream']);
  return ['curl -sS', stream && '-N', operation.method !== 'get' && `-X ${operation.method.toUpperCase()}`,
    '-H "Authorization: Bearer $LEDGERLINE_TOKEN"',
    type && `-H ${shellQuote(`Content-Type: ${type}`)} -d ${shellQuote(bodyText(exampleOf(document, media)))}`,
    shellQuote(`${origin}${path}${query ? `?${query}` : ''}`)].filter(Boolean).join(' ');
}

const bodyText = (example) => typeof example === 'string' ? example : JSON.stringify(example ?? {});
const shellQuote = (text) => `'${text.replace(/'/g, `'\\''`)}'`;
