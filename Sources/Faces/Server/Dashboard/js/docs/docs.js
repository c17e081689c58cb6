import { copyButton } from '../parts/copyButton.js';
import { el } from '../parts/dom.js';
import { createSignIn } from '../parts/signin.js';
import { explain, getJson } from '../server/api.js';
import { signIn, signOut, takeTokenFromUrl } from '../server/session.js';
import { curlLine, exampleOf, fieldsOf, operationsByTag, parameterExample, resolve, typeText } from './openapi.js';

const main = document.getElementById('main');
const slug = (...parts) => parts.join('-').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');

function render(api) {
  const groups = operationsByTag(api);
  main.replaceChildren(el('div', { class: 'docs' }, contents(groups),
    el('div', { class: 'docs-body' }, introduction(api), ...groups.map((group) => section(api, group)), problems(api))));
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

function contents(groups) {
  return el('nav', { class: 'docs-nav', 'aria-label': 'Endpoints' }, ...groups.map((group) => el('div', {},
    el('p', { class: 'eyebrow', text: group.name }),
    el('ul', {}, ...group.operations.map((operation) => el('li', {},
      el('a', { href: `#${slug(operation.method, operation.path)}`, title: operation.path }, methodBadge(operation.method), el('span', { text: operation.summary ?? operation.path }))))))));
}

function introduction(api) {
  return el('header', { class: 'page-head' }, el('p', { class: 'eyebrow', text: `Version ${api.info?.version ?? '–'}` }),
    el('h1', { text: api.info?.title ?? 'API' }), ...paragraphs(api.info?.description),
    el('p', { class: 'docs-text', text: 'Put your token into the environment once, then copy any line below:' }),
    codeBlock('export LEDGERLINE_TOKEN=llt_…', 'shell'));
}

function section(api, group) {
  return el('section', { class: 'docs-group', 'aria-label': group.name }, el('h2', { text: group.name }), ...paragraphs(group.description),
    ...group.operations.map((operation) => operationPanel(api, operation)));
}

// Where the "type" of every problem points to.
function problems(api) {
  return el('section', { class: 'docs-group', 'aria-label': 'Problems' }, el('h2', { text: 'Problems' }),
    ...(api['x-problems'] ?? []).map((problem) => el('article', { class: 'panel operation', id: problem.id },
      el('h3', { class: 'operation-title', text: problem.title }),
      el('p', { class: 'operation-path' }, el('code', { text: `${problem.status} ${problem.id}` })),
      ...paragraphs(problem.example))));
}

function operationPanel(api, operation) {
  return el('article', { class: 'panel operation', id: slug(operation.method, operation.path) },
    el('h3', { class: 'operation-title', text: operation.summary ?? operation.operationId ?? operation.path }),
    el('p', { class: 'operation-path' }, methodBadge(operation.method), el('code', { text: operation.path })),
    ...paragraphs(operation.description),
    codeBlock(curlLine(api, operation, location.origin), 'curl'),
    parameterTable(api, operation.parameters),
    ...requestBody(api, operation),
    ...Object.entries(operation.responses ?? {}).map(([status, response]) => responseBlock(api, status, resolve(api, response))));
}

function methodBadge(method) {
  return el('span', { class: 'method', 'data-method': method, text: method.toUpperCase() });
}

function parameterTable(api, parameters) {
  if (!parameters.length) return null;
  const head = ['Parameter', 'Type', 'Meaning'].map((text) => el('th', { scope: 'col', text }));
  return el('div', { class: 'scroll' }, el('table', { class: 'parameters' }, el('caption', { class: 'visually-hidden', text: 'Parameters' }), el('thead', {}, el('tr', {}, ...head)),
    el('tbody', {}, ...parameters.map((parameter) => parameterRow(api, parameter)))));
}

function parameterRow(api, parameter) {
  const example = parameterExample(api, parameter);
  return el('tr', {},
    el('th', { scope: 'row' }, el('code', { text: parameter.name }), ' ', el('span', { class: parameter.required ? 'badge' : 'detail', text: parameter.required ? 'required' : parameter.in })),
    el('td', { text: typeText(api, parameter.schema) }),
    el('td', {}, parameter.description ?? resolve(api, parameter.schema).description ?? '', example === undefined ? null : el('span', { class: 'detail', text: ` e.g. ${example}` })));
}

function requestBody(api, operation) {
  const content = resolve(api, operation.requestBody).content ?? {};
  return Object.entries(content).map(([type, media]) => el('details', { class: 'response', open: true }, el('summary', {}, 'Request body', el('span', { class: 'detail', text: ` ${type}` })), codeBlock(pretty(exampleOf(api, media)), 'body'), fieldTable(api, media)));
}

function fieldTable(api, media) {
  const fields = media?.schema ? fieldsOf(api, media.schema) : [];
  if (!fields.length) return null;
  const head = ['Field', 'Type'].map((text) => el('th', { scope: 'col', text }));
  return el('div', { class: 'scroll' }, el('table', { class: 'parameters' }, el('caption', { class: 'visually-hidden', text: 'Fields' }), el('thead', {}, el('tr', {}, ...head)),
    el('tbody', {}, ...fields.map((field) => el('tr', {},
      el('th', { scope: 'row' }, el('code', { text: field.name }), ' ', el('span', { class: field.required ? 'badge' : 'detail', text: field.required ? 'always' : 'optional' })),
      el('td', { text: field.type }))))));
}

function responseBlock(api, status, response) {
  const [type, media] = Object.entries(response.content ?? {})[0] ?? [];
  const example = media && exampleOf(api, media);
  const summary = [el('span', { class: 'status', 'data-class': status[0], text: status }), ` ${response.description ?? ''}`, el('span', { class: 'detail', text: type ? ` ${type}` : '' })];
  if (example === undefined) return el('p', { class: 'response bare' }, ...summary);
  return el('details', { class: 'response', open: status.startsWith('2') }, el('summary', {}, ...summary), codeBlock(pretty(example), 'response'), status.startsWith('2') ? fieldTable(api, media) : null);
}

function pretty(example) {
  return typeof example === 'string' ? example : JSON.stringify(example, null, 2);
}

function codeBlock(text, kind) {
  return el('div', { class: 'code' }, el('pre', { tabindex: '0' }, el('code', { text })), copyButton(text, `Copy this ${kind}`));
}

function paragraphs(text) {
  return (text ?? '').split(/\n{2,}/).filter(Boolean).map((part) => el('p', { class: 'docs-text' }, ...inline(part)));
}

function inline(text) {
  return text.split(/(`[^`]+`|\*{1,2}[^*\s][^*]*\*{1,2})/).map((part) => {
    if (part.startsWith('`')) return el('code', { text: part.slice(1, -1) });
    return part.startsWith('*') && part.endsWith('*') && part.length > 2 ? el('em', { text: part.replace(/^\*+|\*+$/g, '') }) : part;
  });
}

function askForToken(reason) {
  const box = createSignIn({ reason, action: 'Show the API', onToken: (value) => { signIn(value); load(); } });
  main.replaceChildren(box.element);
  box.focus();
}

async function load() {
  try {
    render(await getJson('/openapi.json'));
  } catch (error) {
    if (error.status === 401) {
      signOut();
      askForToken(error.message);
    } else {
      main.replaceChildren(el('p', { class: 'notice', role: 'alert', text: explain(error) }));
    }
  }
}

takeTokenFromUrl();
load();
