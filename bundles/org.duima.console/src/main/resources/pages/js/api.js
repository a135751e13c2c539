import {say, t} from './texts.js';

/** A refusal by the node, with a message for people. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

let signIn = null;

/**
 * Says what to do when the session is over.
 *
 * @param f returns a promise that is kept once somebody has signed in again
 */
export function onSessionEnd(f) {
  signIn = f;
}

/** An address below /api with its parameters; empty ones are left out. */
export function address(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== '' && value !== null && value !== undefined) {
      query.set(name, value);
    }
  }
  const text = query.toString();
  return `/api/${path}${text ? `?${text}` : ''}`;
}

/** GET of a JSON document. */
export function get(path, parameters, signal) {
  return call('GET', address(path, parameters), undefined, signal);
}

/** POST of a JSON document, or of a file as it is. */
export function post(path, body, parameters) {
  return call('POST', address(path, parameters), body ?? {});
}

/** DELETE. */
export function remove(path) {
  return call('DELETE', address(path));
}

/** GET of who is logged in; null when nobody is. */
export async function whoIsThere() {
  const response = await send('GET', address('session'));
  return response.status === 401 ? null : answer(response);
}

/** Opens a session; a wrong password is an {@link ApiError}, not the end of a session. */
export async function openSession(name, password) {
  return answer(await send('POST', address('session'), {name, password}));
}

async function call(method, url, body, signal) {
  let response = await send(method, url, body, signal);
  if (response.status === 401 && signIn) {
    await signIn();
    response = await send(method, url, body, signal);
  }
  return answer(response);
}

async function send(method, url, body, signal) {
  const isFile = body instanceof Blob;
  const headers = {Accept: 'application/json', 'X-Duima-Console': '1'};
  if (body !== undefined) {
    headers['Content-Type'] = isFile ? 'application/octet-stream' : 'application/json';
  }
  try {
    return await fetch(url, {
      method,
      headers,
      signal,
      credentials: 'same-origin',
      cache: 'no-store',
      body: body === undefined || isFile ? body : JSON.stringify(body),
    });
  } catch (e) {
    if (e.name === 'AbortError') {
      throw e;
    }
    throw new ApiError(0, t('error.unreachable'));
  }
}

async function answer(response) {
  if (response.status === 204) {
    return null;
  }
  let json = null;
  try {
    json = await response.json();
  } catch (e) {
    if (e.name === 'AbortError') {
      throw e;
    }
    throw new ApiError(response.status, t('error.unreadable', response.status));
  }
  if (!response.ok) {
    throw new ApiError(response.status, json.error ? say(json.error) : t('error.unreadable', response.status));
  }
  return json;
}
