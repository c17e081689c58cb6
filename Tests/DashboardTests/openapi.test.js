import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  curlLine, exampleOf, fieldsOf, operationsByTag, parameterExample, resolve, typeText,
} from '../../Sources/Faces/Server/Dashboard/js/docs/openapi.js';

const api = {
  tags: [{ name: 'Artists', description: 'Those who earn.' }, { name: 'Empty' }],
  paths: {
    '/v1/artists/{id}': {
      parameters: [{ $ref: '#/components/parameters/Id' }],
      get: { tags: ['Artists'], summary: 'One artist', parameters: [{ name: 'at', in: 'query', example: 'now' }] },
      post: {
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Artist' } } } },
        responses: { 200: { content: { 'text/event-stream': {} } } },
      },
    },
  },
  components: {
    parameters: { Id: { name: 'id', in: 'path', required: true, schema: { type: 'string', example: 'it\'s' } } },
    schemas: {
      Artist: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string', maxLength: 80 },
          amount: { type: ['string', 'null'], format: 'decimal' },
          kind: { enum: ['main', 'featured'] },
          since: { type: 'string', format: 'date' },
          albums: { type: 'array', items: { type: 'object', properties: { upc: { type: 'integer', minimum: 1 } } } },
          parent: { anyOf: [{ $ref: '#/components/schemas/Artist' }, { type: 'null' }] },
        },
      },
    },
  },
};
const artist = { $ref: '#/components/schemas/Artist' };
const [{ operations: [get] }, { name: rest, operations: [post] }] = operationsByTag(api);

describe('An OpenAPI document', () => {
  it('is read by tag, with the parameters of the path', () => {
    assert.deepEqual([get.method, get.parameters.map(({ name }) => name)], ['get', ['id', 'at']]);
    assert.deepEqual([rest, post.method], ['Other', 'post']);
    assert.deepEqual(resolve(api, { $ref: '#/nowhere' }), {});
    assert.equal(parameterExample(api, get.parameters[0]), 'it\'s');
  });

  it('has types in words', () => {
    const { properties } = resolve(api, artist);
    assert.equal(typeText(api, properties.name), 'string, at most 80 characters');
    assert.equal(typeText(api, properties.amount), 'string or null, decimal');
    assert.equal(typeText(api, properties.kind), '"main" | "featured"');
    const list = { type: 'array', items: { type: 'integer', minimum: 1 } };
    assert.equal(typeText(api, list), 'array of integer, at least 1');
    assert.match(typeText(api, { enum: Array.from({ length: 20 }, (_, index) => index) }), /… \(20\)$/);
  });

  it('lists the fields of a body with their places, one inside itself too', () => {
    const fields = fieldsOf(api, artist);
    const places = fields.map(({ name }) => name);
    assert.deepEqual(places.slice(0, 6), ['name', 'amount', 'kind', 'since', 'albums', 'albums[].upc']);
    assert.ok(places.includes('parent.name') && places.length < 200);
    assert.ok(fields[0].required && !fields[1].required);
  });

  it('has an example of everything', () => {
    const example = exampleOf(api, { schema: artist });
    assert.deepEqual([example.name, example.kind, example.since], ['text', 'main', '2026-11-22']);
    assert.deepEqual(example.albums, [{ upc: 0 }]);
    assert.equal(exampleOf(api, { examples: { one: { value: 7 } }, schema: artist }), 7);
    assert.equal(exampleOf(api, undefined), undefined);
  });

  it('has a line for the shell that holds whatever a value is', () => {
    assert.equal(curlLine(api, get, 'http://h'),
      'curl -sS -H "Authorization: Bearer $LEDGERLINE_TOKEN" \'http://h/v1/artists/it\'\\\'\'s?at=now\'');
    assert.match(curlLine(api, post, 'http://h'), /^curl -sS -N -X POST .*-H 'Content-Type: application\/json' -d '\{/);
  });
});
