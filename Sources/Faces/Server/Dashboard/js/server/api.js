import { observeDate } from '../values/clock.js';
import { withQuery } from '../values/routes.js';
import { authHeader } from './session.js';

export class ApiError extends Error {
  constructor(status, problem) {
    super(problem?.detail || problem?.title || `The server answered with status ${status}.`);
    this.status = status;
    this.title = problem?.title ?? '';
  }
}

export async function getResponse(path, params, { signal } = {}) {
  const response = await fetch(withQuery(path, params), { signal, cache: 'no-store', headers: authHeader() });
  observeDate(response.headers.get('date'));
  if (!response.ok) throw await errorFrom(response);
  return response;
}

export const getJson = async (path, params, options) => (await getResponse(path, params, options)).json();

export async function postJson(path, body = {}, { signal } = {}) {
  const headers = { ...authHeader(), 'Content-Type': 'application/json' };
  const response = await fetch(path, { method: 'POST', signal, headers, body: JSON.stringify(body) });
  if (!response.ok) throw await errorFrom(response);
  return response.json();
}

// Sends a file and tells how far it is, which fetch does not.
export function sendFile(path, params, file, { signal, onProgress }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', withQuery(path, params));
    for (const [name, value] of Object.entries(authHeader())) request.setRequestHeader(name, value);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.addEventListener('progress', ({ loaded }) => onProgress(loaded));
    request.addEventListener('load', async () => {
      if (request.status === 200) resolve(JSON.parse(request.responseText));
      else reject(await errorFrom(new Response(request.responseText, { status: request.status })));
    });
    request.addEventListener('error', () => reject(new TypeError('The connection broke off.')));
    request.addEventListener('abort', () => reject(new DOMException('Given up', 'AbortError')));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

export async function errorFrom(response) {
  const problem = await response.json().catch(() => null);
  const error = new ApiError(response.status, problem);
  if (response.status === 401) announceUnauthorised(error.message);
  return error;
}

function announceUnauthorised(reason) {
  window.dispatchEvent(new CustomEvent('ledgerline:unauthorised', { detail: reason }));
}

export function explain(error) {
  if (error instanceof ApiError && error.status === 403) return `This token may not read that. ${error.message}`;
  if (error instanceof ApiError) return error.message;
  return 'The server cannot be reached right now. Trying again…';
}

export const isAbort = (error) => error?.name === 'AbortError';
