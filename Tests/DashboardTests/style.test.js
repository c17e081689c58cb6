import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const dashboard = join(here, '../../Sources/Faces/Server/Dashboard');
const COLUMNS = 120;
const LINES = 250;
// A script imports from folders that stand before its own, and from its own; app.js from all.
const FLOORS = ['values', 'server', 'parts', 'earnings', 'statements', 'payees', 'finance', 'home', 'docs'];

const under = (folder) => readdirSync(folder, { withFileTypes: true })
  .flatMap((entry) => (entry.isDirectory() ? under(join(folder, entry.name)) : [join(folder, entry.name)]));
const texts = new Map([...under(dashboard), ...under(here)]
  .filter((path) => /\.(js|css|html)$/.test(path)).map((path) => [path, readFileSync(path, 'utf8')]));
const scripts = [...texts.keys()].filter((path) => path.startsWith(join(dashboard, 'js')));
const nameOf = (path) => relative(join(here, '../..'), path);

const IMPORT = /^import \{([^}]*)\} from '([^']+)';$/gm;
const importsOf = (path) => [...texts.get(path).matchAll(IMPORT)].map(([, names, target]) => ({
  names: names.split(',').map((name) => name.trim()).filter(Boolean), target: join(dirname(path), target),
}));
const exportsOf = (path) => [...texts.get(path).matchAll(/^export (?:async )?(?:function|const|class) (\w+)/gm)]
  .map(([, name]) => name);
const floorOf = (path) => FLOORS.indexOf(relative(join(dashboard, 'js'), path).split('/')[0]);

describe('The dashboard’s files', () => {
  it(`have lines of at most ${COLUMNS} columns, and no file more than ${LINES} lines of script`, () => {
    const found = [...texts].flatMap(([path, text]) => text.split('\n').flatMap((line, index) =>
      ([...line].length > COLUMNS || /\s$/.test(line) ? [`${nameOf(path)}:${index + 1}`] : [])));
    assert.deepEqual(found, []);
    assert.deepEqual(scripts.filter((path) => texts.get(path).split('\n').length > LINES).map(nameOf), []);
  });

  it('import names that their files export, and use them', () => {
    for (const path of scripts) {
      const text = texts.get(path);
      assert.equal([...text.matchAll(/^import /gm)].length, importsOf(path).length, `${nameOf(path)}: an odd import`);
      for (const { names, target } of importsOf(path)) {
        assert.ok(texts.has(target), `${nameOf(path)} imports ${nameOf(target)}`);
        for (const name of names) {
          assert.ok(exportsOf(target).includes(name), `${nameOf(path)} imports ${name}`);
          assert.ok(text.match(new RegExp(`\\b${name}\\b`, 'g')).length > 1, `${nameOf(path)} uses ${name}`);
        }
      }
    }
  });

  it('are all used by a page, and so is all that they export', () => {
    const pages = [...texts].filter(([path]) => path.endsWith('.html')).map(([, text]) => text).join('\n');
    const used = new Set([...pages.matchAll(/"\/assets\/(js\/[^"]+)"/g)].map(([, path]) => join(dashboard, path)));
    for (const path of used) for (const { target } of importsOf(path)) used.add(target);
    assert.deepEqual(scripts.filter((path) => !used.has(path)).map(nameOf), []);

    const wanted = new Set([...texts.keys()].filter((path) => path.endsWith('.js')).flatMap((path) =>
      importsOf(path).flatMap(({ names, target }) => names.map((name) => `${target} ${name}`))));
    const idle = scripts.flatMap((path) => exportsOf(path).filter((name) => !wanted.has(`${path} ${name}`))
      .map((name) => `${nameOf(path)}: ${name}`));
    assert.deepEqual(idle, []);
  });

  it('import downwards only; values know no page', () => {
    for (const path of scripts.filter((one) => floorOf(one) >= 0)) {
      for (const { target } of importsOf(path)) {
        const isBelow = floorOf(target) >= 0 && floorOf(target) <= floorOf(path);
        assert.ok(isBelow, `${nameOf(path)} imports ${nameOf(target)}`);
      }
    }
    const values = scripts.filter((path) => floorOf(path) === 0);
    const ofPages = /\b(document|window|location|fetch|sessionStorage)\b[.(]/;
    const bound = values.filter((path) => ofPages.test(texts.get(path)));
    assert.deepEqual(bound.map(nameOf), []);
  });

  it('begin a comment with a noun or a verb', () => {
    const found = [...texts].filter(([path]) => path.endsWith('.js')).flatMap(([path, text]) =>
      [...text.matchAll(/^(?!\s*\/\/).*\n\s*\/\/ ((?:What|Whether|Whose|Which|Who|How|Where|When|Of)\b.*)/gm)]
        .map(([, comment]) => `${nameOf(path)}: ${comment}`));
    assert.deepEqual(found, []);
  });
});
