import {get, post} from './api.js';
import {field, fill, h, select} from './dom.js';
import {count, moment, nodeText, word} from './format.js';
import {ask, badge, empty, failed, loading, toast} from './parts.js';
import {may} from './session.js';
import {t} from './texts.js';

const SYSTEMS = ['diagnosis', 'procedure', 'tcm-disease', 'tcm-syndrome', 'drug', 'service-item', 'consumable'];
const SOURCES = ['clinical-2.0', 'clinical-1.1', 'clinical-3.0', 'insurance-1.0', 'national-2016', 'local'];
const EDITIONS = ['insurance-2.0', 'insurance-1.0', 'clinical-2.0', 'clinical-3.0', 'clinical-1.1', 'national-2016', 'local'];
const TARGETS = ['insurance-2.0', 'insurance-1.0', 'clinical-2.0', 'clinical-3.0'];
const STATES = ['silent', 'on', 'off'];
const MOST_FINDINGS = 200;
const MOST_POINTS = 200;
const SEVERITIES = {E: 'bad', W: 'warn', I: 'info'};
const CHANGES = {added: 'ok', removed: 'bad', changed: 'warn'};

/**
 * Published tables: check a file, see what it would change, put it into force, go back. Also the finance office's list
 * of settlements, which is stored at once.
 */
export function tables() {
  const order = {kind: 'codes', system: 'diagnosis', from: 'clinical-2.0', to: 'insurance-2.0', validFrom: '', complete: false, skipRefused: false, state: 'silent'};
  let file = null;
  const form = h('div', {class: 'panel import'});
  const result = h('div', {'aria-live': 'polite'});
  const versions = h('div', {class: 'panel section'});
  const element = h('div', {class: 'page'}, h('h1', {class: 'hidden'}, t('nav.tables')), may('office', 'it') && form, result, versions);
  const button = h('button', {class: 'primary', id: 'check', onclick: send});
  const input = h('input', {
    type: 'file',
    id: 'file',
    accept: '.csv,.txt,.tab,.tsv,.xlsx,.zip,.json',
    onchange: () => {
      file = input.files[0] ?? null;
      fill(result);
    },
  });

  function drawForm() {
    const choose = (name, ids, group) =>
      select(
        t(`tables.${name}`),
        ids.map((id) => [id, word(group, id)]),
        order[name],
        (value) => {
          order[name] = value;
          fill(result);
        },
      );
    const tick = (name) =>
      h(
        'label',
        {class: 'tick'},
        h('input', {
          type: 'checkbox',
          checked: order[name],
          onchange: (event) => {
            order[name] = event.target.checked;
            fill(result);
          },
        }),
        t(`tables.${name}`),
      );
    fill(
      form,
      h('h2', null, t('tables.import')),
      h(
        'div',
        {class: 'import-fields'},
        field(
          t('tables.kind'),
          select(
            t('tables.kind'),
            ['codes', 'dictionary', 'knowledge', 'settlements'].map((id) => [id, t(`tables.kind.${id}`)]),
            order.kind,
            (value) => {
              order.kind = value;
              fill(result);
              drawForm();
            },
          ),
        ),
        isTable() && !isKnowledge() && field(t('tables.system'), choose('system', SYSTEMS, 'system')),
        order.kind === 'codes' && [field(t('tables.from'), choose('from', SOURCES, 'edition')), field(t('tables.to'), choose('to', TARGETS, 'edition'))],
        order.kind === 'dictionary' && field(t('tables.edition'), choose('to', EDITIONS, 'edition')),
        isKnowledge() &&
          field(
            t('tables.points.state'),
            select(
              t('tables.points.state'),
              STATES.map((id) => [id, t(`tables.points.state.${id}`)]),
              order.state,
              (value) => {
                order.state = value;
                fill(result);
              },
            ),
          ),
        isTable() &&
          field(
            t('tables.validFrom'),
            h('input', {
              type: 'date',
              value: order.validFrom,
              title: t('tables.validFrom.hint'),
              onchange: (event) => {
                order.validFrom = event.target.value;
                fill(result);
              },
            }),
          ),
      ),
      h('div', {class: 'import-fields'}, order.kind === 'dictionary' && tick('complete'), tick('skipRefused')),
      h('div', {class: 'import-file'}, field(t('tables.file'), input, t(isKnowledge() ? 'tables.file.knowledge' : isTable() ? 'tables.file.hint' : 'tables.file.settlements')), button),
    );
    button.textContent = t(isTable() ? 'tables.check' : 'tables.store');
  }

  function isKnowledge() {
    return order.kind === 'knowledge';
  }

  function isTable() {
    return order.kind !== 'settlements';
  }

  async function send() {
    if (!file) {
      fill(result, h('p', {class: 'problem panel note', role: 'alert'}, t('tables.file.missing')));
      return;
    }
    button.disabled = true;
    fill(result, h('div', {class: 'panel'}, loading()));
    try {
      fill(result, isTable() ? checkedElement(await check()) : storedElement(await store()));
    } catch (e) {
      fill(result, h('div', {class: 'panel'}, failed(e)));
    } finally {
      button.disabled = false;
    }
  }

  function check() {
    if (isKnowledge()) {
      return post('tables/checks', file, {kind: 'knowledge', state: order.state, validFrom: order.validFrom, name: file.name, skipRefused: order.skipRefused});
    }
    const parameters = {kind: order.kind, system: order.system, to: order.to, validFrom: order.validFrom, name: file.name};
    if (order.kind === 'codes') {
      parameters.from = order.from;
    } else {
      parameters.complete = order.complete;
    }
    return post('tables/checks', file, {...parameters, skipRefused: order.skipRefused});
  }

  function store() {
    return post('settlements', file, {name: file.name, skipRefused: order.skipRefused});
  }

  function figure(name, value, kind) {
    return h('div', {class: `tile ${value > 0 ? (kind ?? '') : 'none'}`}, h('span', {class: 'tile-name'}, t(`tables.${name}`)), h('span', {class: 'tile-count'}, count(value)));
  }

  function findingsElement(findings) {
    return findings.length === 0
      ? []
      : [
          h('h3', null, t('tables.findings')),
          h(
            'div',
            {class: 'scroll low'},
            h(
              'table',
              {class: 'rows'},
              h(
                'tbody',
                null,
                findings
                  .slice(0, MOST_FINDINGS)
                  .map((finding) =>
                    h('tr', null, h('td', null, badge(finding.severity, SEVERITIES[finding.severity])), h('td', {class: 'rest'}, nodeText(finding.text))),
                  ),
              ),
            ),
          ),
          findings.length > MOST_FINDINGS && h('p', {class: 'note'}, t('shown', MOST_FINDINGS, count(findings.length))),
        ];
  }

  function pointsElement(points) {
    const table = (heads, rows) =>
      h(
        'div',
        {class: 'scroll low'},
        h(
          'table',
          {class: 'rows'},
          h('thead', null, h('tr', null, heads.map((id) => h('th', {scope: 'col'}, t(`tables.points.${id}`))))),
          h('tbody', null, rows.map((cells) => h('tr', null, cells.map((cell) => h('td', null, cell))))),
        ),
      );
    const cut = (all) => all.length > MOST_POINTS && h('p', {class: 'note'}, t('shown', MOST_POINTS, count(all.length)));
    return [
      h('h3', null, t('tables.points.classes', t(`tables.points.state.${points.state}`))),
      table(
        ['class', 'points', 'understood', 'waiting'],
        points.classes.map((one) => [nodeText(one.name), count(one.points), one.isEvaluated ? count(one.understood) : t('tables.points.notEvaluated'), one.isEvaluated ? count(one.waiting) : '–']),
      ),
      points.readings.length > 0 && [
        h('h3', null, t('tables.points.readings')),
        table(
          ['place', 'item', 'published', 'reading'],
          points.readings.map((one) => [one.place, one.itemName, one.published, one.reading || t('tables.points.ofClass')]),
        ),
      ],
      points.waiting.length > 0 && [
        h('h3', null, t('tables.points.waitingFor')),
        table(
          ['place', 'item', 'published', 'why'],
          points.waiting.slice(0, MOST_POINTS).map((one) => [one.place, one.itemName, one.published, nodeText(one.why)]),
        ),
        cut(points.waiting),
      ],
    ];
  }

  function storedElement(stored) {
    const refused = stored.kept === 0 || (stored.refused > 0 && !order.skipRefused);
    return h(
      'div',
      {class: 'panel section checked'},
      h('h2', {class: refused ? 'problem' : ''}, t(refused ? 'tables.stored.none' : 'tables.stored')),
      h('div', {class: 'tiles'}, figure('read', stored.read), figure('kept', stored.kept, 'ok'), figure('refused', stored.refused, 'bad')),
      findingsElement(stored.findings),
    );
  }

  function checkedElement(checked) {
    const difference = checked.difference;
    const apply = h(
      'button',
      {
        class: 'primary',
        id: 'apply',
        disabled: !checked.canBeApplied,
        onclick: async () => {
          apply.disabled = true;
          try {
            const version = await post(`tables/checks/${encodeURIComponent(checked.id)}/apply`);
            toast(t('tables.applied', version.table, version.version));
            fill(result);
            input.value = '';
            file = null;
            readVersions();
          } catch (e) {
            toast(e.message, {kind: 'bad'});
            apply.disabled = false;
          }
        },
      },
      t('tables.apply'),
    );
    return h(
      'div',
      {class: 'panel section checked'},
      h('h2', null, t('tables.checked', checked.table)),
      h(
        'div',
        {class: 'tiles'},
        figure('read', checked.read),
        figure('kept', checked.kept, 'ok'),
        figure('refused', checked.refused, 'bad'),
        difference && [
          figure('added', difference.added, 'ok'),
          figure('removed', difference.removed, 'bad'),
          figure('changed', difference.changed, 'warn'),
          difference.touchedInUse >= 0 && figure('touched', difference.touchedInUse, 'bad'),
        ],
      ),
      checked.points && pointsElement(checked.points),
      findingsElement(checked.findings),
      difference?.rows.length > 0 && [
        h('h3', null, t('tables.difference')),
        h(
          'div',
          {class: 'scroll low'},
          h(
            'table',
            {class: 'rows'},
            h('thead', null, h('tr', null, ['what', 'code', 'before', 'after'].map((id) => h('th', {scope: 'col'}, t(`tables.${id}`))), h('th', {scope: 'col', class: 'number'}, t('tables.uses')))),
            h('tbody', null, difference.rows.map((row) =>
              h('tr', null, h('td', null, badge(t(`tables.${row.what}`), CHANGES[row.what])), h('td', {class: 'code'}, row.code), h('td', null, row.before), h('td', null, row.after), h('td', {class: 'number'}, row.uses < 0 ? '–' : count(row.uses))))),
          ),
        ),
      ],
      h('div', {class: 'buttons'}, !checked.canBeApplied && h('span', {class: 'problem'}, t('tables.blocked')), apply),
    );
  }

  async function readVersions() {
    fill(versions, h('h2', null, t('tables.versions')), loading());
    try {
      const all = await get('tables');
      fill(
        versions,
        h('h2', null, t('tables.versions')),
        all.length === 0
          ? empty(t('tables.versions.none'))
          : h(
              'div',
              {class: 'scroll'},
              h(
                'table',
                {class: 'rows cards'},
                h('thead', null, h('tr', null, ['table', 'version', 'rows', 'validFrom', 'who', 'state'].map((id) => h('th', {scope: 'col', class: id === 'rows' ? 'number' : ''}, t(`tables.${id}`))))),
                h('tbody', null, all.map(versionRow)),
              ),
            ),
      );
    } catch (e) {
      fill(versions, h('h2', null, t('tables.versions')), failed(e, readVersions));
    }
  }

  function versionRow(version) {
    return h(
      'tr',
      {class: version.inForce ? '' : 'gone'},
      h('td', {'data-label': t('tables.table')}, version.table),
      h('td', {'data-label': t('tables.version')}, h('span', {class: 'code'}, version.version), ' ', h('div', {class: 'sub'}, version.fileName)),
      h('td', {'data-label': t('tables.rows'), class: 'number'}, count(version.rows)),
      h('td', {'data-label': t('tables.validFrom')}, version.validFrom ?? '–'),
      h('td', {'data-label': t('tables.who')}, version.who, ' ', h('div', {class: 'sub'}, moment(version.at))),
      h(
        'td',
        {'data-label': t('tables.state')},
        version.inForce
          ? [badge(t('tables.inForce'), 'ok'), may('office', 'it') && [' ', h('button', {class: 'small', onclick: () => leave(version)}, t('tables.leave'))]]
          : may('office', 'it') && h('button', {class: 'small', onclick: () => restore(version)}, t('tables.restore')),
      ),
    );
  }

  function restore(version) {
    putBack(version, version.version, t('tables.restore'), t('tables.restore.ask', version.table, version.version, count(version.rows)), t('tables.restored', version.table, version.version));
  }

  function leave(version) {
    putBack(version, 'none', t('tables.leave'), t('tables.leave.ask', version.table), t('tables.left', version.table));
  }

  function putBack(version, wanted, title, question, done) {
    ask(title, () => ({
      content: h('p', null, question),
      submit: title,
      run: async () => {
        await post(`tables/${encodeURIComponent(version.table)}/versions/${encodeURIComponent(wanted)}/restore`);
        toast(done);
        readVersions();
      },
    }));
  }

  return {
    element,
    keys: [],
    show() {
      drawForm();
      readVersions();
    },
  };
}
