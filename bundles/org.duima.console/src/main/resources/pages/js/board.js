import {address, get} from './api.js';
import {fill, h, select} from './dom.js';
import {count, money, nodeText, shortMoney, word} from './format.js';
import {deadlineBanner, monthWork} from './months.js';
import {badge, empty, failed, later, loading} from './parts.js';
import {listPlace, setParameters} from './place.js';
import {may} from './session.js';
import {t} from './texts.js';

const STEP = 200;
/** In the order in which the insurance office asks; the first two stand for several states. */
const TILES = [
  'due', 'overdue', 'soon', 'waiting', 'held', 'ready', 'unknown', 'uploaded', 'returned', 'refused', 'not-arrived', 'submitted', 'approved',
];
/** Shown even when there is none of them. */
const ALWAYS = new Set(['due', 'overdue', 'waiting', 'held', 'ready', 'uploaded', 'returned', 'submitted']);
const KINDS = {
  overdue: 'bad', soon: 'warn', held: 'bad', returned: 'bad', refused: 'bad', 'not-arrived': 'bad', waiting: 'warn', unknown: 'warn',
  ready: 'info', uploaded: 'info', submitted: 'ok', approved: 'ok',
};

/** The lists board: what is due, what it waits for and on whom. */
export function board() {
  const filters = {state: 'due', month: '', department: '', search: ''};
  const departments = new Map();
  let rows = [];
  let page = null;
  let max = STEP;
  let at = -1;
  let asked = 0;

  const tiles = h('div', {class: 'tiles', role: 'group', 'aria-label': t('list.state')});
  const owed = h('div', {class: 'owed'});
  const month = h('div');
  const banner = deadlineBanner((state) => filter({state, month: '', department: '', search: ''}));
  const filterBar = h('div', {class: 'filters', role: 'search'});
  const list = h('div', {class: 'scroll'});
  const search = h('input', {
    type: 'search',
    id: 'search',
    'aria-label': t('board.search'),
    placeholder: t('board.search'),
    oninput: later(250, () => filter({search: search.value.trim()})),
  });
  const monthInput = h('input', {
    type: 'month',
    'aria-label': t('board.month'),
    title: t('board.month'),
    onchange: () => filter({month: monthInput.value}),
  });
  const element = h(
    'div',
    {class: 'page'},
    h('h1', {class: 'hidden'}, t('nav.board')),
    banner.element,
    tiles,
    owed,
    month,
    h('div', {class: 'panel'}, filterBar, list),
  );

  function drawFilters() {
    fill(
      filterBar,
      search,
      monthInput,
      select(
        t('list.department'),
        [['', t('pair', t('list.department'), t('all'))], ...[...departments].map(([code, name]) => [code, name || code])],
        filters.department,
        (value) => filter({department: value}),
      ),
      select(
        t('list.state'),
        [['', t('pair', t('list.state'), t('all'))], ...[...TILES, 'in-hospital', 'not-due'].map((id) => [id, word('stage', id)])],
        filters.state,
        (value) => filter({state: value}),
      ),
      h('button', {class: 'plain', title: t('refresh'), 'aria-label': t('refresh'), onclick: reload}, '↻'),
      h('span', {class: 'spring'}),
      h('span', {class: 'exports'}, ['csv', 'xlsx', 'html'].map((format) =>
        h('a', {class: 'button', href: exportAddress(format), download: format !== 'html', target: format === 'html' ? '_blank' : false}, `${t('export')} ${format.toUpperCase()}`),
      )),
    );
  }

  function exportAddress(format) {
    const [year, number] = filters.month.split('-').map(Number);
    const last = filters.month && new Date(year, number, 0).getDate();
    return address('reports/lists', {
      format,
      from: filters.month && `${filters.month}-01`,
      to: filters.month && `${filters.month}-${last}`,
      department: filters.department,
    });
  }

  function filter(changes) {
    if (Object.entries(changes).some(([name, value]) => filters[name] !== value)) {
      Object.assign(filters, changes);
      search.value = filters.search;
      monthInput.value = filters.month;
      max = STEP;
      setParameters('board', {...filters, state: filters.state === '' ? 'all' : filters.state});
      reload();
    }
  }

  async function reload() {
    const turn = ++asked;
    if (!page) {
      fill(list, loading());
    }
    list.setAttribute('aria-busy', 'true');
    try {
      const answer = await get('board', {...filters, max});
      if (turn !== asked) {
        return;
      }
      page = answer;
      rows = answer.rows;
      at = -1;
    } catch (e) {
      if (turn === asked) {
        page = null;
        fill(list, failed(e, reload));
      }
      return;
    } finally {
      list.setAttribute('aria-busy', 'false');
    }
    (page.departments ?? rows.map((row) => ({code: row.department, name: row.departmentName})))
      .filter((department) => department.code)
      .forEach((department) => departments.set(department.code, department.name));
    drawFilters();
    drawTiles();
    drawMonth();
    drawRows();
  }

  function drawTiles() {
    fill(
      tiles,
      TILES.filter((id) => ALWAYS.has(id) || page.counts[id] > 0).map((id) =>
        h(
          'button',
          {
            class: `tile ${page.counts[id] > 0 ? (KINDS[id] ?? '') : 'none'}`,
            'data-state': id,
            'aria-pressed': String(filters.state === id),
            onclick: () => filter({state: filters.state === id ? '' : id}),
          },
          h('span', {class: 'tile-name'}, word('stage', id)),
          h('span', {class: 'tile-count'}, count(page.counts[id] ?? 0)),
          page.amounts && h('span', {class: 'tile-money', title: t('unit.yuan', money(page.amounts[id] ?? 0))}, shortMoney(page.amounts[id] ?? 0)),
        ),
      ),
    );
    fill(
      owed,
      page.owed?.length > 0 && [
        h('span', {class: 'owed-title'}, t('board.owed')),
        page.owed.map((one) => h('span', {class: 'owed-one'}, nodeText(one.owedBy) || t('board.quiet'), ' ', h('strong', null, count(one.lists)))),
      ],
    );
  }

  function drawMonth() {
    fill(month, filters.month && may('office', 'it') && monthWork(filters.month, () => {
      reload();
      banner.update();
    }));
  }

  function drawRows() {
    if (rows.length === 0) {
      fill(list, empty(filters.state === 'due' && !filters.search && !filters.month && !filters.department ? t('board.empty.due') : t('board.empty')));
      return;
    }
    fill(
      list,
      h(
        'table',
        {class: 'rows cards', role: 'grid', 'aria-label': t('nav.board')},
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            ['state', 'department', 'id', 'why', 'discharged', 'due'].map((id) => h('th', {scope: 'col'}, t(`list.${id}`))),
            h('th', {scope: 'col', class: 'number'}, t('list.amount')),
          ),
        ),
        h('tbody', null, rows.map(rowElements)),
      ),
      page.total > rows.length &&
        h(
          'div',
          {class: 'note'},
          t('shown', count(rows.length), count(page.total)),
          ' ',
          h('button', {onclick: () => {
            max += STEP;
            reload();
          }}, t('more', Math.min(STEP, page.total - rows.length))),
        ),
    );
  }

  function rowElements(row, index) {
    const reasons = reasonsOf(row);
    const more = h('tr', {class: 'more', hidden: true}, h('td', {colspan: 7}, details(row)));
    const toggle = h(
      'button',
      {
        class: 'plain toggle',
        'aria-expanded': 'false',
        'aria-label': t('board.details', row.setlId || row.stayId),
      },
      '▸',
    );
    const main = h(
      'tr',
      {
        class: 'main-row',
        'data-id': row.setlId,
        'aria-selected': 'false',
        onclick: (event) => {
          if (event.target.closest('a')) {
            return;
          }
          mark(index);
          open(!event.currentTarget.nextElementSibling.hidden);
        },
      },
      h('td', {'data-label': t('list.state')}, badge(row.stateZh && word('stage', row.state) === row.state ? row.stateZh : word('stage', row.state), KINDS[row.state])),
      h('td', {'data-label': t('list.department')}, row.departmentName || row.department || '–', row.physician && [' ', h('div', {class: 'sub'}, row.physician)]),
      h('td', {'data-label': t('list.id')}, toggle, row.setlId ? h('a', {class: 'code', href: listPlace(row.setlId)}, row.setlId) : t('board.unsettled')),
      h('td', {class: 'why-cell', 'data-label': t('list.why')}, reasons.length > 0 ? reasons[0] : '', reasons.length > 1 && h('span', {class: 'sub'}, ` ${t('board.reasons.more', reasons.length)}`)),
      h('td', {'data-label': t('list.discharged')}, row.dischargedOn ?? '–'),
      h('td', {'data-label': t('list.due')}, row.dueOn ?? '–', row.dueOn && [' ', h('div', null, daysLeft(row))]),
      h('td', {class: 'number', 'data-label': t('list.amount')}, money(row.amountFen)),
    );
    function open(close) {
      more.hidden = close;
      toggle.setAttribute('aria-expanded', String(!close));
      toggle.textContent = close ? '▸' : '▾';
    }
    return [main, more];
  }

  function details(row) {
    return h(
      'div',
      {class: 'row-detail'},
      row.waitingFor.length > 0 && [
        h('h3', null, t('board.waiting')),
        h('ul', null, row.waitingFor.map((one) => h('li', null, one.owedBy && [badge(nodeText(one.owedBy), 'warn'), ' '], nodeText(one.text) || one.what))),
      ],
      row.findings.length > 0 && [
        h('h3', null, t('board.findings')),
        h('ul', null, row.findings.map((finding) => h('li', null, badge(finding.severity, finding.severity === 'E' ? 'bad' : 'warn'), ' ', h('span', {class: 'code'}, finding.rule), ' ', nodeText(finding.text)))),
      ],
      h(
        'p',
        {class: 'sub'},
        [
          row.stayId && `${t('board.stay')} ${row.stayId}`,
          row.settledAt && `${t('list.settled')} ${String(row.settledAt).replace('T', ' ').slice(0, 16)}`,
        ]
          .filter(Boolean)
          .join(' · '),
      ),
    );
  }

  function mark(index) {
    at = index;
    list.querySelectorAll('tr.main-row').forEach((element, i) => {
      element.setAttribute('aria-selected', String(i === at));
      if (i === at) {
        element.scrollIntoView({block: 'nearest'});
      }
    });
  }

  return {
    element,
    keys: [
      {keys: ['j', 'ArrowDown'], show: ['j', 'k'], text: t('keys.move'), run: () => mark(Math.min(rows.length - 1, at + 1))},
      {keys: ['k', 'ArrowUp'], run: () => mark(Math.max(0, at - 1))},
      {
        keys: ['Enter'],
        text: t('keys.open'),
        run: (event) => {
          if (at < 0 || event.target.matches?.('a, button, summary')) {
            return false;
          }
          list.querySelectorAll('tr.main-row')[at].click();
          return true;
        },
      },
      {keys: ['l'], text: t('keys.list'), run: () => {
        if (rows[at]?.setlId) {
          location.hash = listPlace(rows[at].setlId);
        }
      }},
      {keys: ['/'], text: t('keys.filter'), run: () => search.focus()},
      {keys: ['Escape'], text: t('keys.leave'), inFields: true, run: () => document.activeElement?.blur()},
    ],
    show(rest, parameters) {
      const state = parameters.get('state');
      filters.state = state === 'all' ? '' : (state ?? 'due');
      for (const name of ['month', 'department', 'search']) {
        filters[name] = parameters.get(name) ?? '';
      }
      search.value = filters.search;
      monthInput.value = filters.month;
      drawFilters();
      reload();
      banner.update();
    },
  };
}

/** Why a list does not go on, in words: what is missing first, then what a check found. */
function reasonsOf(row) {
  return [
    ...row.waitingFor.map((one) => (one.owedBy ? t('pair', nodeText(one.owedBy), nodeText(one.text) || one.what) : nodeText(one.text) || one.what)),
    ...row.findings.map((finding) => nodeText(finding.text)),
  ];
}

function daysLeft(row) {
  if (row.daysLeft === null || row.daysLeft === undefined) {
    return '';
  }
  if (row.daysLeft < 0) {
    return badge(t('board.overdue', -row.daysLeft), 'bad');
  }
  return h('span', {class: row.daysLeft <= 2 ? 'soon' : 'sub'}, row.daysLeft === 0 ? t('board.today') : t('board.days', row.daysLeft));
}
