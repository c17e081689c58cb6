// Incremental text/event-stream parser: feed(text) calls onEvent({event, id, data}) per message.

export function createParser(onEvent) {
  let buffer = '';
  let message = empty();

  function line(text) {
    if (text === '') return dispatch();
    if (text.startsWith(':')) return;
    const colon = text.indexOf(':');
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') message.data.push(value);
    else if (field === 'event') message.event = value;
    else if (field === 'id') message.id = value;
  }

  function dispatch() {
    if (message.data.length) onEvent({ ...message, data: message.data.join('\n') });
    message = empty();
  }

  return function feed(chunk) {
    buffer += chunk;
    const lines = buffer.split(/\r\n|\n|\r(?!$)/);
    buffer = lines.pop();
    lines.forEach(line);
  };
}

const empty = () => ({ event: 'message', id: null, data: [] });
