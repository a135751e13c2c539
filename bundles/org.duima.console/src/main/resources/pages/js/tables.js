import {get, post} from './api.js';
import {field, fill, h, select} from './dom.js';
import {count, moment, nodeText, word} from './format.js';
import {ask, badge, empty, failed, loading, toast} from './parts.js';
import {may} from './session.js';
import {t} from './texts.js';

const SYSTEMS = ['diagnosis', 'procedure', 'tcm-disease', 'tcm-syndrome', 'drug', 'service-item', 'consumable'];
const SOURCES = ['clinical-2.0', 'clinical-1.1', 'clinical-3.0', 'insurance-1.0', 'national-2016', 'local'];
const TARGETS = ['insurance-2.0', 'insurance-1.0', 'clinical-2.0', 'clinical-3.0'];
const MOST_FINDINGS = 200;
const CHANGES = {added: 'ok', removed: 'bad', changed: 'warn'};

/** Published tables: check a file, see what it would change, put it into force, go back. */
export function tables() {
  const order = {kind: 'codes', system: 'diagnosis', from: 'clinical-2.0', to: 'insurance-2.0', validFrom: '', complete: false, skipRefused: false};
  let file = null;
  const form = h('div', {class: 'panel import'});
  const result = h('div', {'aria-live': 'polite'});
  const versions = h('div', {class: 'panel section'});
  const element = h('div', {class: 'page'}, h('h1', {class: 'hidden'}, t('nav.tables')), may('office', 'it') && form, result, versions);
  const button = h('button', {class: 'primary', id: 'check', onclick: check}, t('tables.check'));
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
            ['codes', 'dictionary'].map((id) => [id, t(`tables.kind.${id}`)]),
            order.kind,
            (value) => {
              order.kind = value;
              fill(result);
              drawForm();
            },
          ),
        ),
        field(t('tables.system'), choose('system', SYSTEMS, 'system')),
        order.kind === 'codes' && field(t('tables.from'), choose('from', SOURCES, 'edition')),
        field(order.kind === 'codes' ? t('tables.to') : t('tables.edition'), choose('to', order.kind === 'codes' ? TARGETS : [...TARGETS, ...SOURCES.filter((id) => !TARGETS.includes(id))], 'edition')),
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
      h('div', {class: 'import-file'}, field(t('tables.file'), input, t('tables.file.hint')), button),
    );
  }

  async function check() {
    if (!file) {
      fill(result, h('p', {class: 'problem panel note', role: 'alert'}, t('tables.file.missing')));
      return;
    }
    button.disabled = true;
    fill(result, h('div', {class: 'panel'}, loading()));
    try {
      const checked = await post('tables/checks', file, {
        ...order,
        from: order.kind === 'codes' ? order.from : '',
        complete: order.complete && order.kind === 'dictionary' ? 'true' : '',
        skipRefused: order.skipRefused ? 'true' : '',
        name: file.name,
      });
      fill(result, checkedElement(checked));
    } catch (e) {
      fill(result, h('div', {class: 'panel'}, failed(e)));
    } finally {
      button.disabled = false;
    }
  }

  function checkedElement(checked) {
    const errors = checked.findings.filter((finding) => finding.severity === 'E').length;
    const difference = checked.difference;
    const figure = (name, value, kind) =>
      h('div', {class: `tile ${value > 0 ? (kind ?? '') : 'none'}`}, h('span', {class: 'tile-name'}, t(`tables.${name}`)), h('span', {class: 'tile-count'}, count(value)));
    const apply = h(
      'button',
      {
        class: 'primary',
        id: 'apply',
        disabled: errors > 0,
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
      checked.findings.length > 0 && [
        h('h3', null, t('tables.findings')),
        h(
          'div',
          {class: 'scroll low'},
          h(
            'table',
            {class: 'rows'},
            h('tbody', null, checked.findings.slice(0, MOST_FINDINGS).map((finding) =>
              h('tr', null, h('td', null, badge(finding.severity, finding.severity === 'E' ? 'bad' : 'warn')), h('td', {class: 'code'}, finding.path), h('td', null, nodeText(finding.text ?? finding.message))))),
          ),
        ),
        checked.findings.length > MOST_FINDINGS && h('p', {class: 'note'}, t('shown', MOST_FINDINGS, count(checked.findings.length))),
      ],
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
      h('div', {class: 'buttons'}, errors > 0 && h('span', {class: 'problem'}, t('tables.blocked', count(errors))), apply),
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
          ? badge(t('tables.inForce'), 'ok')
          : may('office', 'it') && h('button', {class: 'small', onclick: () => restore(version)}, t('tables.restore')),
      ),
    );
  }

  function restore(version) {
    ask(t('tables.restore'), () => ({
      content: h('p', null, t('tables.restore.ask', version.table, version.version, count(version.rows))),
      submit: t('tables.restore'),
      run: async () => {
        await post(`tables/${encodeURIComponent(version.table)}/versions/${encodeURIComponent(version.version)}/restore`);
        toast(t('tables.restored', version.table, version.version));
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
