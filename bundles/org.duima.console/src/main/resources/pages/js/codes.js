import {get} from './api.js';
import {decisionPanel} from './decide.js';
import {fill, h, select} from './dom.js';
import {count, money, word} from './format.js';
import {badge, empty, failed, later, loading} from './parts.js';
import {pastDecisions} from './past.js';
import {setParameters} from './place.js';
import {t} from './texts.js';

const MOST = 200;
/** How long the node may take to evaluate the lists of a code that was decided. */
const SETTLING_MS = 15000;
const BADGES = {ambiguous: 'warn', gray: 'dark', expired: 'warn', unmapped: 'bad'};

/** The coder's page: codes that need a decision, and the decisions made. */
export function codes() {
  const tabs = h('nav', {class: 'tabs', 'aria-label': t('nav.codes')});
  const body = h('div', {class: 'tab-body'});
  const element = h('div', {class: 'page'}, h('h1', {class: 'hidden'}, t('nav.codes')), tabs, body);
  const open = openCodes(() => drawTabs(''));
  const past = pastDecisions();
  let which = null;

  function drawTabs(rest) {
    fill(
      tabs,
      tab('', t('codes.tab.open'), rest !== 'decisions', open.total()),
      tab('/decisions', t('codes.tab.past'), rest === 'decisions'),
    );
  }

  return {
    element,
    keys: [...open.keys],
    show(rest, parameters) {
      drawTabs(rest);
      const next = rest === 'decisions' ? past : open;
      if (which !== next) {
        which = next;
        fill(body, next.element);
        next.show(parameters);
      }
    },
  };
}

function tab(path, text, chosen, total) {
  return h(
    'a',
    {href: `#/codes${path}`, 'aria-current': chosen ? 'page' : false},
    text,
    total !== undefined && total !== null && [' ', h('span', {class: 'total'}, count(total))],
  );
}

/** Whether queue and code stand side by side; the style sheet draws the same line. */
function isWide() {
  return matchMedia('(min-width: 861px)').matches;
}

/** A code's place in the queue: what names it. */
function keyOf(row) {
  return [row.system, row.edition, row.code, row.name].join('\u0000');
}

function openCodes(totalChanged) {
  const filters = {system: '', department: '', search: ''};
  const departments = new Map();
  const systems = new Set(['diagnosis', 'procedure']);
  let rows = [];
  let total = null;
  let chosen = null;
  let asked = 0;
  /** Codes just decided for all: until when they are left out though their lists are still held. */
  const settling = new Map();

  const filterBar = h('div', {class: 'filters', role: 'search'});
  const list = h('div', {class: 'list'});
  const detail = h('section', {class: 'detail panel', 'aria-label': t('codes.decision')});
  const announcement = h('p', {class: 'hidden', 'aria-live': 'polite'});
  const split = h('div', {class: 'split'}, h('div', {class: 'left panel'}, filterBar, list, announcement), detail);
  const search = h('input', {
    type: 'search',
    id: 'search',
    'aria-label': t('codes.search'),
    placeholder: t('codes.search'),
    oninput: later(250, () => filter('search', search.value.trim())),
  });
  const panel = decisionPanel({
    decided: (row, forAll) => afterDecision(row, forAll),
    undone: (row) => {
      settling.delete(keyOf(row));
      reload(keyOf(row));
    },
    left: () => leaveDetail(),
  });

  function drawFilters() {
    fill(
      filterBar,
      search,
      select(
        t('codes.system'),
        [['', t('pair', t('codes.system'), t('all'))], ...[...systems].map((id) => [id, word('system', id)])],
        filters.system,
        (value) => filter('system', value),
      ),
      select(
        t('codes.department'),
        [['', t('pair', t('codes.department'), t('all'))], ...[...departments].map(([code, name]) => [code, name || code])],
        filters.department,
        (value) => filter('department', value),
      ),
      h('button', {class: 'plain', title: t('refresh'), 'aria-label': t('refresh'), onclick: () => reload()}, '↻'),
    );
  }

  function filter(name, value) {
    if (filters[name] !== value) {
      filters[name] = value;
      setParameters('codes', filters);
      reload();
    }
  }

  /** Reads the queue again; `wanted` is the key of the row to choose then. */
  async function reload(wanted, near) {
    const turn = ++asked;
    if (rows.length === 0) {
      fill(list, loading());
    }
    list.setAttribute('aria-busy', 'true');
    try {
      const answer = await get('codes/open', {...filters, max: MOST});
      if (turn !== asked) {
        return;
      }
      rows = answer.rows.filter((row) => !(settling.get(keyOf(row)) > Date.now()));
      total = answer.total - (answer.rows.length - rows.length);
    } catch (e) {
      if (turn === asked) {
        rows = [];
        fill(list, failed(e, () => reload(wanted)));
      }
      return;
    } finally {
      list.setAttribute('aria-busy', 'false');
    }
    for (const row of rows) {
      systems.add(row.system);
      row.departments.forEach((department) => departments.set(department.code, department.name));
    }
    drawFilters();
    totalChanged();
    const before = wanted ?? (chosen && keyOf(chosen));
    const same = rows.find((row) => keyOf(row) === before);
    drawRows();
    if (same) {
      choose(same, wanted !== undefined || !chosen);
    } else if (rows.length > 0 && (near !== undefined || isWide())) {
      choose(rows[Math.min(near ?? 0, rows.length - 1)]);
    } else {
      nothingChosen();
    }
  }

  function drawRows() {
    if (rows.length === 0) {
      const filtered = filters.system || filters.department || filters.search;
      fill(
        list,
        filtered
          ? empty(
              t('codes.empty.filtered'),
              h('button', {onclick: () => {
                Object.assign(filters, {system: '', department: '', search: ''});
                search.value = '';
                setParameters('codes', filters);
                reload();
              }}, t('codes.clear')),
            )
          : empty(t('codes.empty')),
      );
      return;
    }
    fill(
      list,
      h(
        'table',
        {class: 'rows', role: 'grid', 'aria-label': t('codes.tab.open')},
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            h('th', {scope: 'col'}, t('codes.code')),
            h('th', {scope: 'col', class: 'number', title: t('codes.held.title')}, t('codes.held')),
            h('th', {scope: 'col', class: 'number'}, t('codes.uses')),
            h('th', {scope: 'col', class: 'number wide-only'}, t('codes.amount')),
          ),
        ),
        h('tbody', null, rows.map(rowElement)),
      ),
      total > rows.length && h('p', {class: 'note'}, t('shown', count(rows.length), count(total))),
    );
  }

  function rowElement(row) {
    return h(
      'tr',
      {
        'data-key': keyOf(row),
        'aria-selected': 'false',
        onclick: () => {
          choose(row);
          openDetail();
        },
      },
      h(
        'td',
        null,
        h(
          'div',
          {class: 'first'},
          h('button', {class: 'plain row-button code'}, row.code || t('codes.local')),
          badge(word('outcome', row.outcome), BADGES[row.outcome], t(`outcome.${row.outcome}.title`)),
        ),
        h('div', {class: 'name', title: row.name}, row.name),
        h(
          'div',
          {class: 'sub'},
          `${word('system', row.system)} · ${word('edition', row.edition)}`,
          row.departments.length > 0 && ` · ${row.departments[0].name || row.departments[0].code}`,
          row.departments.length > 1 && ` ${t('codes.department.more', row.departments.length, row.departments.length - 1)}`,
        ),
      ),
      h('td', {class: `number ${row.heldLists > 0 ? 'strong' : 'quiet'}`}, count(row.heldLists)),
      h('td', {class: 'number'}, count(row.occurrences)),
      h('td', {class: 'number wide-only'}, money(row.amountFen)),
    );
  }

  function choose(row, anew = true) {
    chosen = row;
    announcement.textContent = [row.code, row.name, word('outcome', row.outcome)].filter(Boolean).join(' ');
    for (const element of list.querySelectorAll('tbody tr')) {
      const isChosen = element.dataset.key === keyOf(row);
      element.setAttribute('aria-selected', String(isChosen));
      if (isChosen) {
        element.scrollIntoView({block: 'nearest'});
      }
    }
    if (anew || !detail.contains(panel.element)) {
      fill(detail, panel.element);
      panel.show(row);
    }
  }

  function nothingChosen() {
    chosen = null;
    panel.leave();
    leaveDetail();
    fill(detail, empty(rows.length > 0 ? t('codes.choose') : t('codes.empty')));
  }

  function move(step) {
    if (rows.length === 0) {
      return;
    }
    const at = chosen ? rows.findIndex((row) => keyOf(row) === keyOf(chosen)) : -1;
    choose(rows[Math.max(0, Math.min(rows.length - 1, at + step))]);
  }

  function afterDecision(row, forAll) {
    if (forAll) {
      settling.set(keyOf(row), Date.now() + SETTLING_MS);
    }
    setTimeout(() => split.isConnected && reload(), SETTLING_MS + 500);
    reload(undefined, rows.findIndex((other) => keyOf(other) === keyOf(row)));
  }

  /** On a narrow screen the detail takes the place of the list. */
  function openDetail() {
    split.classList.add('detail-open');
  }

  function leaveDetail() {
    split.classList.remove('detail-open');
  }

  const onlyHere = (run) => () => (split.isConnected ? run() : false);
  return {
    element: split,
    total: () => total,
    show(parameters) {
      for (const name of Object.keys(filters)) {
        filters[name] = parameters.get(name) ?? '';
      }
      search.value = filters.search;
      drawFilters();
      reload();
    },
    keys: [
      {keys: ['j', 'ArrowDown'], text: t('keys.move'), show: ['j', 'k'], run: onlyHere(() => move(1))},
      {keys: ['k', 'ArrowUp'], run: onlyHere(() => move(-1))},
      {keys: ['/'], text: t('keys.filter'), run: onlyHere(() => search.focus())},
      ...panel.keys.map((key) => ({
        ...key,
        run: (event) => (split.isConnected && chosen ? key.run(event) : false),
      })),
      {
        keys: ['Escape'],
        text: t('keys.leave'),
        inFields: true,
        run: onlyHere(() => {
          if (document.activeElement?.matches('input, select, textarea')) {
            document.activeElement.blur();
          } else {
            panel.drop();
            leaveDetail();
          }
        }),
      },
    ],
  };
}

