import {get} from './api.js';
import {fill, h, select} from './dom.js';
import {count, day, nodeText, percent} from './format.js';
import {badge, bar, empty, failed, later, loading} from './parts.js';
import {alertsPlace, setParameters} from './place.js';
import {recentTable} from './recent.js';
import {may} from './session.js';
import {askSwitch, STATES, stateBadge, stateName} from './switch.js';
import {t} from './texts.js';

const STEP = 100;
const DAYS = 30;
const SECTIONS = ['classes', 'batches', 'ignored', 'waiting', 'points', 'recent'];
/** What the report's summary calls the share that the site wants. */
const BUDGET = '目标';
/** How batches of the knowledge that comes with the product are named. */
const SHIPPED = 'starter-';
/** The report's word for a department that nobody named. */
const UNKNOWN = '（未注明）';

/** The insurance office's page about alerts: how loud they are, what they say, and the switches. */
export function alerts() {
  const filters = {from: day(new Date(Date.now() - (DAYS - 1) * 86_400_000)), to: '', department: ''};
  const search = {search: '', class: '', batch: '', state: '', point: '', shown: ''};
  const departments = new Set();
  let section = SECTIONS[0];
  let classFilter = '';
  let known = null;
  let report = null;
  let waiting = 0;
  let max = STEP;
  let at = -1;
  let asked = 0;
  let askedPart = 0;

  const from = h('input', {type: 'date', 'aria-label': t('report.from'), onchange: () => filter({from: from.value})});
  const to = h('input', {type: 'date', 'aria-label': t('report.to'), onchange: () => filter({to: to.value})});
  const filterBar = h('div', {class: 'filters panel'});
  const figures = h('div');
  const contents = h('nav', {class: 'sections', 'aria-label': t('report.sections')});
  const place = h('div', {class: 'panel section', id: 'alerts-part'});
  const element = h(
    'div',
    {class: 'page'},
    h('h1', {class: 'hidden'}, t('nav.alerts')),
    filterBar,
    h('div', {class: 'report'}, figures, h('div', {class: 'sectioned'}, contents, place)),
  );

  function filter(changes) {
    Object.assign(filters, changes);
    remember();
    reload();
  }

  /** Puts what is looked at into the address. */
  function remember() {
    setParameters('alerts', {section, ...filters, ...search});
  }

  function drawFilters() {
    from.value = filters.from;
    to.value = filters.to;
    fill(
      filterBar,
      h('span', {class: 'label'}, t('alerts.period')),
      from,
      h('span', {'aria-hidden': 'true'}, '–'),
      to,
      select(
        t('list.department'),
        [['', t('pair', t('list.department'), t('all'))], ...[...departments].sort().map((code) => [code, code])],
        filters.department,
        (value) => filter({department: value}),
      ),
      h('button', {class: 'plain', title: t('refresh'), 'aria-label': t('refresh'), onclick: reload}, '↻'),
      h('span', {class: 'spring'}),
      h('span', {class: 'sub'}, known && t('alerts.points.all', count(known.points))),
    );
  }

  async function reload() {
    const turn = ++asked;
    drawFilters();
    if (!known) {
      fill(place, loading());
    }
    try {
      const [base, made, open] = await Promise.all([
        get('knowledge'),
        get('reports/alerts', {...filters, format: 'json', rows: 500}),
        get('knowledge/points', {waiting: true, max: 1}),
      ]);
      if (turn !== asked) {
        return;
      }
      known = base;
      report = sectionsOf(made);
      waiting = open.total;
    } catch (e) {
      if (turn === asked) {
        known = null;
        fill(figures);
        fill(contents);
        fill(place, failed(e, reload));
      }
      return;
    }
    // a report of one department names no other
    report['by-department']?.forEach((row) => {
      if (row.department !== UNKNOWN) {
        departments.add(row.department);
      }
    });
    drawFilters();
    drawFigures();
    drawContents();
    drawPart();
  }

  function drawFigures() {
    const days = report['by-day'] ?? [];
    const sum = (rows, name) => (rows ?? []).reduce((total, row) => total + (row[name] ?? 0), 0);
    const judged = sum(days, 'judged');
    const quiet = judged > 0 ? (judged - sum(days, 'interrupted')) / judged : null;
    const budget = (report.summary ?? []).find((row) => row.what === BUDGET)?.share ?? null;
    const shown = sum(report['by-class'], 'shown');
    const share = (name) => (shown > 0 ? t('alerts.of.shown', percent(sum(report['by-class'], name) / shown)) : '');
    const kind = quiet === null || budget === null ? '' : quiet >= budget ? 'ok' : 'bad';
    const tile = (id, value, note, cls) =>
      h('div', {class: `tile ${cls ?? ''}`, 'data-figure': id}, h('span', {class: 'tile-name'}, t(`alerts.figure.${id}`)), h('span', {class: 'tile-count'}, value), note);
    fill(
      figures,
      h(
        'div',
        {class: 'tiles alert-figures'},
        tile('quiet', percent(quiet), [bar(quiet, 'big'), h('span', {class: 'tile-money'}, t('alerts.budget', percent(budget)))], kind),
        tile('judged', count(judged), h('span', {class: 'tile-money'}, t('alerts.missed', count(sum(days, 'missed'))))),
        tile('shown', count(shown), h('span', {class: 'tile-money'}, t('alerts.silent', count(sum(report['by-class'], 'silent'))))),
        tile('accepted', count(sum(report['by-class'], 'accepted')), h('span', {class: 'tile-money'}, share('accepted'))),
        tile('overridden', count(sum(report['by-class'], 'overridden')), h('span', {class: 'tile-money'}, share('overridden'))),
      ),
      kind === 'bad' && h('div', {class: 'banner bad', role: 'status'}, t('alerts.loud')),
    );
  }

  function drawContents() {
    const totals = {classes: null, batches: known.batches.length, ignored: (report.ignored ?? []).length, waiting, points: null, recent: null};
    fill(
      contents,
      SECTIONS.map((id) =>
        h(
          'button',
          {class: 'plain', 'aria-pressed': String(id === section), 'data-section': id, onclick: () => open(id)},
          t(`alerts.${id}`),
          totals[id] !== null && [' ', h('span', {class: 'total'}, count(totals[id]))],
        ),
      ),
    );
  }

  function open(id) {
    section = id;
    Object.assign(search, {search: '', class: '', batch: '', state: '', point: '', shown: ''});
    max = STEP;
    remember();
    drawContents();
    drawPart();
  }

  function drawPart() {
    at = -1;
    ++askedPart;
    const note = t(`alerts.${section}.note`);
    const body = h('div', {'aria-live': 'polite'});
    const tools = h('div');
    fill(place, h('h2', null, t(`alerts.${section}`)), h('p', {class: 'sub'}, note), tools, body);
    ({classes: drawClasses, batches: drawBatches, ignored: drawIgnored, waiting: drawWaiting, points: drawPoints, recent: drawRecent})[section](body, tools);
  }

  function table(columns, rows, none) {
    return rows.length === 0
      ? empty(none)
      : h(
          'div',
          {class: 'scroll'},
          h(
            'table',
            {class: 'rows cards alert-rows'},
            h('thead', null, h('tr', null, columns.map(([text, kind]) => h('th', {scope: 'col', class: kind ?? ''}, text)))),
            h('tbody', null, rows),
          ),
        );
  }

  /** A row that the keys reach; its first button or link is what Enter does. */
  function row(props, ...cells) {
    return h('tr', {class: 'alert-row', 'aria-selected': 'false', ...props}, cells);
  }

  /** The button that changes the state of something, for who may. */
  function switchButton(scope, name, shownName, state, text) {
    return (
      may('office', 'it') &&
      h(
        'button',
        {
          class: `small ${state === 'on' ? 'primary' : ''}`,
          'aria-label': `${text ?? t('alerts.switch')} ${shownName}`,
          'data-switch': name,
          onclick: () => askSwitch({scope, name, shownName, state, department: filters.department, departments: [...departments].sort()}, reload),
        },
        text ?? t('alerts.switch'),
      )
    );
  }

  /** What was switched for the whole hospital, then for departments. */
  function switched(scope, name, otherwise) {
    const all = known.switches.filter((one) => one.scope === scope && one.name === name);
    const everywhere = all.find((one) => one.department === '')?.state ?? otherwise;
    const own = all.filter((one) => one.department !== '');
    return [
      everywhere ? stateBadge(everywhere) : own.length === 0 && '–',
      own.map((one) => [' ', badge(t('pair', one.department, stateName(one.state)), one.state === 'on' ? 'ok' : 'warn', t('alerts.switch.department'))]),
    ];
  }

  function numbers(id, title, value) {
    return h('td', {class: 'number', 'data-label': title, 'data-number': id}, value);
  }

  function states(one) {
    return h('td', {class: 'number states', 'data-label': t('alerts.points.states')}, one.on + one.silent + one.off === 0 ? '–' : STATES.map((state) => h('span', {title: stateName(state), class: one[state] > 0 ? '' : 'quiet'}, count(one[state]))));
  }

  function className(id) {
    const found = known.classes.find((one) => one.id === id);
    return found ? nodeText(found.name) : id;
  }

  function drawClasses(body, tools) {
    const find = h('input', {
      type: 'search',
      id: 'search',
      value: classFilter,
      'aria-label': t('alerts.class.search'),
      placeholder: t('alerts.class.search'),
      oninput: later(150, () => {
        classFilter = find.value.trim();
        drawRows();
      }),
    });
    fill(tools, h('div', {class: 'filters', role: 'search'}, find));
    const fired = new Map((report['by-class'] ?? []).map((one) => [one.rule_class, one]));
    const strange = [...fired.keys()].filter((id) => !known.classes.some((one) => one.id === id));
    const all = [
      ...known.classes.filter((one) => one.logic !== 'none'),
      ...strange.map((id) => ({id, name: id, on: 0, silent: 0, off: 0, foreign: true})),
    ];
    // the loudest on top, the others as they were published
    all.sort((a, b) => (fired.get(b.id)?.fired ?? 0) - (fired.get(a.id)?.fired ?? 0));
    const columns = [
      [t('alerts.class')],
      [t('alerts.switched')],
      ...['fired', 'shown', 'silent', 'accepted', 'overridden', 'rate'].map((id) => [t(`alerts.column.${id}`), 'number']),
      [h('span', {title: t('alerts.points.states.title')}, t('alerts.points.states')), 'number'],
      [''],
    ];
    function drawRows() {
      at = -1;
      const wanted = classFilter.toLowerCase();
      const rows = all.filter((one) => `${one.id} ${one.name.zh ?? ''} ${one.name.en ?? ''} ${one.gzCode ?? ''}`.toLowerCase().includes(wanted));
      fill(body, table(columns, rows.map((one) => classRow(one, fired.get(one.id))), t('alerts.class.none')));
    }
    drawRows();
  }

  function classRow(one, fired) {
    const name = nodeText(one.name);
    return row(
      {'data-class': one.id},
      h('td', {'data-label': t('alerts.class')}, h('span', null, name), ' ', h('div', {class: 'sub code'}, one.id)),
      h('td', {'data-label': t('alerts.switched')}, one.foreign ? '–' : switched('class', one.id, one.usesPoints ? '' : 'on')),
      ['fired', 'shown', 'silent', 'accepted', 'overridden'].map((id) => numbers(id, t(`alerts.column.${id}`), fired ? count(fired[id]) : '–')),
      h('td', {class: 'number', 'data-label': t('alerts.column.rate')}, fired && fired.override_rate !== null ? h('span', {class: fired.override_rate >= 0.9 ? 'soon' : ''}, percent(fired.override_rate)) : '–'),
      states(one),
      h(
        'td',
        {class: 'row-actions'},
        !one.foreign && switchButton('class', one.id, name),
        ' ',
        fired && h('a', {class: 'button small', href: alertsPlace({section: 'recent', ...filters, class: one.id})}, t('alerts.examples')),
      ),
    );
  }

  function drawBatches(body) {
    const columns = [[t('alerts.batch')], [t('alerts.switched')], ...STATES.map((state) => [stateName(state), 'number']), ['']];
    // newest first; what is shipped is switched point by point, so it comes last
    const shipped = (one) => one.batch.startsWith(SHIPPED);
    const all = [...known.batches].sort((a, b) => shipped(a) - shipped(b) || b.batch.localeCompare(a.batch, 'zh', {numeric: true}));
    fill(
      body,
      table(
        columns,
        all.map((one) =>
          row(
            {'data-batch': one.batch},
            h('td', {'data-label': t('alerts.batch')}, one.batch || '–'),
            h('td', {'data-label': t('alerts.switched')}, switched('batch', one.batch)),
            STATES.map((state) => numbers(state, stateName(state), h('span', {class: state === 'silent' && one.silent > 0 ? 'strong' : ''}, count(one[state])))),
            h(
              'td',
              {class: 'row-actions'},
              one.silent > 0 && !shipped(one) && [switchButton('batch', one.batch, one.batch, 'on', t('alerts.on.do')), ' '],
              switchButton('batch', one.batch, one.batch),
              ' ',
              h('a', {class: 'button small', href: alertsPlace({section: 'points', ...filters, batch: one.batch})}, t('alerts.points.of')),
              ' ',
              h('a', {class: 'button small', href: alertsPlace({section: 'recent', ...filters, batch: one.batch})}, t('alerts.examples')),
            ),
          ),
        ),
        t('alerts.batches.none'),
      ),
    );
  }

  function drawIgnored(body) {
    const columns = [[t('alerts.point')], [t('alerts.class')], [t('alerts.since')], [t('alerts.why')], [t('alerts.now')], ['']];
    fill(
      body,
      table(
        columns,
        (report.ignored ?? []).map((one) => {
          const isSilent = one.point in known.ignored;
          return row(
            {'data-point': one.point},
            h('td', {class: 'code', 'data-label': t('alerts.point')}, one.point),
            h('td', {'data-label': t('alerts.class')}, className(one.rule_class)),
            h('td', {'data-label': t('alerts.since')}, one.since ?? '–'),
            h('td', {'data-label': t('alerts.why')}, one.overridden),
            h('td', {'data-label': t('alerts.now')}, isSilent ? badge(t('alerts.fell.silent'), 'warn') : badge(t('alerts.look'), 'bad', t('alerts.look.title'))),
            h(
              'td',
              {class: 'row-actions'},
              isSilent && [switchButton('point', one.point, one.point, 'on', t('alerts.again')), ' '],
              switchButton('point', one.point, one.point),
              ' ',
              h('a', {class: 'button small', href: alertsPlace({section: 'recent', ...filters, point: one.point})}, t('alerts.examples')),
            ),
          );
        }),
        t('alerts.ignored.none'),
      ),
    );
  }

  /** Points as the node gives them; with `waiting` those that nobody can switch on yet. */
  async function drawFound(body, wanted, none) {
    const turn = ++askedPart;
    fill(body, loading());
    let page;
    try {
      page = await get('knowledge/points', {...wanted, max});
    } catch (e) {
      if (turn === askedPart) {
        fill(body, failed(e, () => drawFound(body, wanted, none)));
      }
      return;
    }
    if (turn !== askedPart) {
      return;
    }
    at = -1;
    const columns = [[t('alerts.point')], [t('alerts.item')], [t('alerts.text')], [t('alerts.reading')], [t('alerts.batch')], [t('alerts.state')], ['']];
    fill(
      body,
      table(columns, page.points.map((one) => pointRow(one, wanted.waiting)), none),
      page.total > page.points.length &&
        h('p', {class: 'note'}, t('shown', count(page.points.length), count(page.total)), ' ', h('button', {onclick: () => {
          max += STEP * 4;
          drawFound(body, wanted, none);
        }}, t('more', Math.min(STEP * 4, page.total - page.points.length)))),
    );
  }

  function pointRow(one, isWaiting) {
    const ignored = one.id in known.ignored;
    return row(
      {'data-point': one.id},
      h('td', {'data-label': t('alerts.point')}, h('span', {class: 'code'}, one.id), ' ', h('div', {class: 'sub'}, className(one.class))),
      h('td', {'data-label': t('alerts.item')}, one.item || '–', ' ', h('div', {class: 'sub code codes-cell', title: [...one.codes, ...one.others].join('\n')}, shortCodes(one.codes), one.others.length > 0 && ` × ${shortCodes(one.others)}`)),
      h('td', {class: 'why-cell', 'data-label': t('alerts.text')}, one.published || one.detectLogic || '–', one.basis && [' ', h('div', {class: 'sub'}, one.basis)]),
      h('td', {class: 'code', 'data-label': t('alerts.reading')}, one.reading || badge(t('alerts.unread'), 'warn', t('alerts.unread.title'))),
      h('td', {'data-label': t('alerts.batch')}, one.batch),
      h('td', {'data-label': t('alerts.state')}, stateBadge(one.state), ignored && [' ', badge(t('alerts.fell.silent'), 'warn')]),
      h('td', {class: 'row-actions'}, !isWaiting && switchButton('point', one.id, one.id), ' ', one.state !== 'off' && h('a', {class: 'button small', href: alertsPlace({section: 'recent', ...filters, point: one.id})}, t('alerts.examples'))),
    );
  }

  function drawWaiting(body) {
    return drawFound(body, {waiting: true}, t('alerts.waiting.none'));
  }

  function drawPoints(body, tools) {
    const find = searchField(t('alerts.point.search'), search.search, (text) => again({search: text}));
    const again = (changes) => {
      Object.assign(search, changes);
      max = STEP;
      remember();
      drawFound(body, {search: search.search, class: search.class, batch: search.batch, state: search.state}, t('alerts.points.none'));
    };
    fill(
      tools,
      h(
        'div',
        {class: 'filters', role: 'search'},
        find,
        classSelect(again),
        batchSelect(again),
        select(t('alerts.state'), [['', t('pair', t('alerts.state'), t('all'))], ...STATES.map((state) => [state, stateName(state)])], search.state, (state) => again({state})),
      ),
    );
    again({});
  }

  function searchField(text, value, run) {
    const input = h('input', {type: 'search', id: 'search', value, 'aria-label': text, placeholder: text, oninput: later(250, () => run(input.value.trim()))});
    return input;
  }

  function classSelect(again) {
    const choices = known.classes.filter((one) => one.logic !== 'none').map((one) => [one.id, nodeText(one.name)]);
    return select(t('alerts.class'), [['', t('pair', t('alerts.class'), t('all'))], ...choices], search.class, (value) => again({class: value}));
  }

  function batchSelect(again) {
    return select(t('alerts.batch'), [['', t('pair', t('alerts.batch'), t('all'))], ...known.batches.map((one) => [one.batch, one.batch])], search.batch, (batch) => again({batch}));
  }

  function drawRecent(body, tools) {
    const again = async (changes) => {
      Object.assign(search, changes);
      remember();
      const turn = ++askedPart;
      fill(body, loading());
      try {
        const found = await get('alerts', {...filters, class: search.class, batch: search.batch, point: search.point, shown: search.shown, max});
        if (turn === askedPart) {
          at = -1;
          fill(
            body,
            recentTable(found, {className, row, table}),
            found.length === max && h('p', {class: 'note'}, h('button', {onclick: () => {
              max = Math.min(1000, max + STEP);
              again({});
            }}, t('more', STEP))),
          );
        }
      } catch (e) {
        if (turn === askedPart) {
          fill(body, failed(e, () => again({})));
        }
      }
    };
    fill(
      tools,
      h(
        'div',
        {class: 'filters', role: 'search'},
        classSelect(again),
        batchSelect(again),
        select(t('alerts.seen'), [['', t('pair', t('alerts.seen'), t('all'))], ['true', t('alerts.seen.true')], ['false', t('alerts.seen.false')]], search.shown, (shown) => again({shown})),
        search.point && h('button', {class: 'chip', 'aria-label': t('alerts.point.drop', search.point), onclick: () => {
          search.point = '';
          drawPart();
        }}, `${search.point} ×`),
      ),
    );
    again({});
  }

  function mark(index) {
    at = index;
    place.querySelectorAll('tr.alert-row').forEach((line, i) => {
      line.setAttribute('aria-selected', String(i === at));
      if (i === at) {
        line.scrollIntoView({block: 'nearest'});
      }
    });
  }

  function rowCount() {
    return place.querySelectorAll('tr.alert-row').length;
  }

  return {
    element,
    keys: [
      {keys: ['j', 'ArrowDown'], show: ['j', 'k'], text: t('keys.move'), run: () => mark(Math.min(rowCount() - 1, at + 1))},
      {keys: ['k', 'ArrowUp'], run: () => mark(Math.max(0, at - 1))},
      {
        keys: ['Enter'],
        text: t('keys.switch'),
        run: (event) => {
          const line = place.querySelectorAll('tr.alert-row')[at];
          const target = line?.querySelector('button, a');
          if (!target || event.target.matches?.('a, button, summary')) {
            return false;
          }
          target.click();
          return true;
        },
      },
      {
        keys: ['n', 'p'],
        text: t('keys.parts'),
        run: (event) => open(SECTIONS[(SECTIONS.indexOf(section) + (event.key === 'n' ? 1 : SECTIONS.length - 1)) % SECTIONS.length]),
      },
      {keys: ['/'], text: t('keys.filter'), run: () => place.querySelector('#search, .filters select')?.focus()},
      {keys: ['Escape'], text: t('keys.leave'), inFields: true, run: () => document.activeElement?.blur()},
    ],
    show(rest, parameters) {
      for (const name of Object.keys(filters)) {
        if (parameters.has(name)) {
          filters[name] = parameters.get(name);
        }
      }
      for (const name of Object.keys(search)) {
        search[name] = parameters.get(name) ?? '';
      }
      section = SECTIONS.includes(parameters.get('section')) ? parameters.get('section') : section;
      max = STEP;
      reload();
    },
  };
}

/** The report's sections by id, each row an object by column. */
function sectionsOf(made) {
  return Object.fromEntries(
    made.sections.map((section) => [section.id, section.rows.map((row) => Object.fromEntries(section.columns.map((column, index) => [column.id, row[index]])))]),
  );
}

function shortCodes(codes) {
  return codes.length > 2 ? `${codes.slice(0, 2).join(' ')} … ${codes.length}` : codes.join(' ');
}
