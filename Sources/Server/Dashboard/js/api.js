import { observeDate } from './clock.js';
import { authHeader } from './session.js';

export class ApiError extends Error {
  constructor(status, problem) {
    super(problem?.detail || problem?.title || `The server answered with status ${status}.`);
    this.status = status;
    this.title = problem?.title ?? '';
  }
}

export function withQuery(path, params = {}) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    if (value !== undefined && value !== null && value !== '') query.set(key, value);
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

export async function getResponse(path, params, { signal } = {}) {
  const response = await fetch(withQuery(path, params), { signal, cache: 'no-store', headers: authHeader() });
  observeDate(response.headers.get('date'));
  if (!response.ok) throw await errorFrom(response);
  return response;
}

export async function getJson(path, params, options) {
  return (await getResponse(path, params, options)).json();
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

export function isAbort(error) {
  return error?.name === 'AbortError';
}
