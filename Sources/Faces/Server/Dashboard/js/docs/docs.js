import { copyButton } from '../parts/copyButton.js';
import { dataTable, el, rowHead } from '../parts/dom.js';
import { createSignIn } from '../parts/signin.js';
import { explain, getJson } from '../server/api.js';
import { signIn, signOut, takeTokenFromUrl } from '../server/session.js';
import { curlLine, exampleOf, fieldsOf, operationsByTag, parameterExample, resolve, typeText } from './openapi.js';

const main = document.getElementById('main');
const slug = (...parts) => parts.join('-').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
const anchor = ({ method, path }) => slug(method, path);

function render(api) {
  const groups = operationsByTag(api);
  main.replaceChildren(el('div.docs', contents(groups),
    el('div.docs-body', introduction(api), groups.map((group) => section(api, group)), problems(api))));
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

function contents(groups) {
  const entry = (operation) => el('li', el('a', { href: `#${anchor(operation)}`, title: operation.path },
    methodBadge(operation.method), el('span', operation.summary ?? operation.path)));
  return el('nav.docs-nav', { 'aria-label': 'Endpoints' }, groups.map(({ name, operations }) =>
    el('div', el('p.eyebrow', name), el('ul', operations.map(entry)))));
}

function introduction({ info = {} }) {
  return el('header.page-head', el('p.eyebrow', `Version ${info.version ?? '–'}`), el('h1', info.title ?? 'API'),
    paragraphs(info.description),
    el('p.docs-text', 'Put your token into the environment once, then copy any line below:'),
    codeBlock('export LEDGERLINE_TOKEN=llt_…', 'shell'));
}

function section(api, { name, description, operations }) {
  return el('section.docs-group', { 'aria-label': name }, el('h2', name), paragraphs(description),
    operations.map((operation) => operationPanel(api, operation)));
}

// Problems by id: the "type" of every refusal points here.
function problems(api) {
  return el('section.docs-group', { 'aria-label': 'Problems' }, el('h2', 'Problems'),
    (api['x-problems'] ?? []).map(({ id, title, status, example }) =>
      el('article.panel.operation', { id }, el('h3.operation-title', title),
        el('p.operation-path', el('code', `${status} ${id}`)), paragraphs(example))));
}

function operationPanel(api, operation) {
  const { summary, operationId, path, method, description, parameters, responses } = operation;
  return el('article.panel.operation', { id: anchor(operation) },
    el('h3.operation-title', summary ?? operationId ?? path),
    el('p.operation-path', methodBadge(method), el('code', path)),
    paragraphs(description),
    codeBlock(curlLine(api, operation, location.origin), 'curl'),
    docsTable('Parameters', ['Parameter', 'Type', 'Meaning'], parameters.map((one) => parameterRow(api, one))),
    requestBody(api, operation),
    Object.entries(responses ?? {}).map(([status, response]) => responseBlock(api, status, resolve(api, response))));
}

const methodBadge = (method) => el('span.method', { 'data-method': method }, method.toUpperCase());

function docsTable(caption, columns, rows) {
  if (!rows.length) return null;
  return el('div.scroll', dataTable({ class: 'parameters', caption, columns, rows }));
}

const nameCell = (name, isRequired, must, may) =>
  rowHead(el('code', name), ' ', el(isRequired ? 'span.badge' : 'span.detail', isRequired ? must : may));

function parameterRow(api, parameter) {
  const { name, required, schema, description } = parameter;
  const example = parameterExample(api, parameter);
  return el('tr', nameCell(name, required, 'required', parameter.in), el('td', typeText(api, schema)),
    el('td', description ?? resolve(api, schema).description ?? '',
      example !== undefined && el('span.detail', ` e.g. ${example}`)));
}

function fieldTable(api, media) {
  const fields = media?.schema ? fieldsOf(api, media.schema) : [];
  return docsTable('Fields', ['Field', 'Type'], fields.map(({ name, type, required }) =>
    el('tr', nameCell(name, required, 'always', 'optional'), el('td', type))));
}

function requestBody(api, operation) {
  const content = resolve(api, operation.requestBody).content ?? {};
  return Object.entries(content).map(([type, media]) => el('details.response', { open: true },
    el('summary', 'Request body', el('span.detail', ` ${type}`)),
    codeBlock(pretty(exampleOf(api, media)), 'body'), fieldTable(api, media)));
}

function responseBlock(api, status, { content, description = '' }) {
  const [type, media] = Object.entries(content ?? {})[0] ?? [];
  const example = media && exampleOf(api, media);
  const isSuccess = status.startsWith('2');
  const summary = [el('span.status', { 'data-class': status[0] }, status), ` ${description}`,
    el('span.detail', type ? ` ${type}` : '')];
  if (example === undefined) return el('p.response.bare', summary);
  return el('details.response', { open: isSuccess }, el('summary', summary), codeBlock(pretty(example), 'response'),
    isSuccess && fieldTable(api, media));
}

const pretty = (example) => typeof example === 'string' ? example : JSON.stringify(example, null, 2);

const codeBlock = (text, kind) =>
  el('div.code', el('pre', { tabindex: '0' }, el('code', text)), copyButton(text, `Copy this ${kind}`));

const paragraphs = (text) =>
  (text ?? '').split(/\n{2,}/).filter(Boolean).map((part) => el('p.docs-text', inline(part)));

function inline(text) {
  return text.split(/(`[^`]+`|\*{1,2}[^*\s][^*]*\*{1,2})/).map((part) => {
    if (part.startsWith('`')) return el('code', part.slice(1, -1));
    const isStressed = part.length > 2 && part.startsWith('*') && part.endsWith('*');
    return isStressed ? el('em', part.replace(/^\*+|\*+$/g, '')) : part;
  });
}

function askForToken(reason) {
  const onToken = (value) => {
    signIn(value);
    load();
  };
  const box = createSignIn({ reason, action: 'Show the API', onToken });
  main.replaceChildren(box.element);
  box.focus();
}

async function load() {
  try {
    render(await getJson('/openapi.json'));
  } catch (error) {
    if (error.status !== 401) return main.replaceChildren(el('p.notice', { role: 'alert' }, explain(error)));
    signOut();
    askForToken(error.message);
  }
}

takeTokenFromUrl();
load();
