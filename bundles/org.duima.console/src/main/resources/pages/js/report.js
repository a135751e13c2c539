import {address, get} from './api.js';
import {fill, h, select} from './dom.js';
import {count, day, moment, money, monthEnd, monthStart, nodeText, percent} from './format.js';
import {bar, empty, failed, loading} from './parts.js';
import {listPlace, setParameters} from './place.js';
import {t} from './texts.js';

const NAME = 'code-match';
const STEP = 50;
const NUMBERS = new Set(['count', 'percent', 'money']);
/** The section that is shown as figures at the top. */
const FIGURES = 'summary';

/** The match report: rates and what stands behind them. */
export function report() {
  const period = {from: monthStart(), to: day(new Date())};
  let asked = 0;
  let opened = '';
  const from = h('input', {type: 'date', 'aria-label': t('report.from'), onchange: apply});
  const to = h('input', {type: 'date', 'aria-label': t('report.to'), onchange: apply});
  const bar = h('div', {class: 'filters panel'});
  const body = h('div', {class: 'report'});
  const element = h('div', {class: 'page'}, h('h1', {class: 'hidden'}, t('nav.report')), bar, body);

  function apply() {
    period.from = from.value;
    period.to = to.value;
    setParameters('report', {...period, section: opened});
    reload();
  }

  function drawBar() {
    from.value = period.from;
    to.value = period.to;
    const spans = {
      month: [monthStart(), day(new Date())],
      last: [monthStart(1), monthEnd(1)],
      year: [`${new Date().getFullYear()}-01-01`, day(new Date())],
      all: ['', ''],
    };
    const now = Object.keys(spans).find((id) => spans[id][0] === period.from && spans[id][1] === period.to) ?? 'own';
    fill(
      bar,
      h('span', {class: 'label'}, t('report.period')),
      select(
        t('report.period'),
        [...Object.keys(spans), ...(now === 'own' ? ['own'] : [])].map((id) => [id, t(`report.span.${id}`)]),
        now,
        (id) => {
          [from.value, to.value] = spans[id] ?? [from.value, to.value];
          apply();
        },
      ),
      from,
      h('span', {'aria-hidden': 'true'}, '–'),
      to,
      h('button', {class: 'plain', title: t('refresh'), 'aria-label': t('refresh'), onclick: reload}, '↻'),
      h('span', {class: 'spring'}),
      h('span', {class: 'exports'}, ['csv', 'xlsx', 'html'].map((format) =>
        h('a', {class: 'button', href: address(`reports/${NAME}`, {...period, format}), download: format !== 'html', target: format === 'html' ? '_blank' : false}, `${t('export')} ${format.toUpperCase()}`),
      )),
    );
  }

  async function reload() {
    const turn = ++asked;
    drawBar();
    fill(body, loading());
    try {
      const answer = await get(`reports/${NAME}`, {...period, format: 'json', rows: 500});
      if (turn === asked) {
        draw(answer);
      }
    } catch (e) {
      if (turn === asked) {
        fill(body, failed(e, reload));
      }
    }
  }

  function draw(answer) {
    const figures = answer.sections.find((section) => section.id === FIGURES);
    const others = answer.sections.filter((section) => section !== figures);
    const current = others.find((section) => section.id === opened) ?? others[0];
    const contents = h('nav', {class: 'sections', 'aria-label': t('report.sections')});
    const place = h('div', {class: 'panel section'});
    function open(section) {
      opened = section.id;
      fill(
        contents,
        others.map((one) =>
          h(
            'button',
            {'aria-pressed': String(one === section), class: 'plain', onclick: () => {
              open(one);
              setParameters('report', {...period, section: opened});
            }},
            nodeText(one.title),
            ' ',
            h('span', {class: 'total'}, count(one.total ?? one.rows.length)),
          ),
        ),
      );
      fill(place, table(section));
    }
    fill(
      body,
      figures && figureTiles(figures),
      others.length > 0 && h('div', {class: 'sectioned'}, contents, place),
      h('p', {class: 'sub made'}, t('report.made', moment(answer.madeAt))),
    );
    if (current) {
      open(current);
    }
  }

  return {
    element,
    keys: [],
    show(rest, parameters) {
      if (parameters.has('from') || parameters.has('to')) {
        period.from = parameters.get('from') ?? '';
        period.to = parameters.get('to') ?? '';
      }
      opened = parameters.get('section') ?? opened;
      reload();
    },
  };
}

function figureTiles(section) {
  return h('div', {class: 'tiles figures'}, section.rows.map((row) => {
    const cells = section.columns.map((column, index) => ({column, value: row[index]}));
    const share = cells.find((cell) => cell.column.kind === 'percent');
    const name = cells.find((cell) => cell.column.kind === 'text');
    return h(
      'div',
      {class: 'tile'},
      h('span', {class: 'tile-name'}, name ? nodeText(name.value) : ''),
      share && [h('span', {class: 'tile-count'}, percent(share.value)), bar(share.value, 'big')],
      h('span', {class: 'tile-money'}, cells.filter((cell) => cell !== share && cell !== name).map((cell) => `${nodeText(cell.column.title)} ${shown(cell.column, cell.value)}`).join(' · ')),
    );
  }));
}

function table(section) {
  const rows = section.rows;
  let most = STEP;
  const place = h('div', {class: 'scroll'});
  const total = section.total ?? rows.length;
  function draw() {
    fill(
      place,
      rows.length === 0
        ? empty(t('report.empty'))
        : h(
            'table',
            {class: 'rows'},
            h('thead', null, h('tr', null, section.columns.map((column) => h('th', {scope: 'col', class: NUMBERS.has(column.kind) ? 'number' : ''}, nodeText(column.title))))),
            h('tbody', null, rows.slice(0, most).map((row) => h('tr', null, section.columns.map((column, index) => cell(column, row[index]))))),
          ),
      rows.length > most &&
        h('p', {class: 'note'}, t('shown', count(most), count(total)), ' ', h('button', {onclick: () => {
          most += STEP * 4;
          draw();
        }}, t('more', Math.min(STEP * 4, rows.length - most)))),
      rows.length <= most && total > rows.length && h('p', {class: 'note'}, t('report.cut', count(rows.length), count(total))),
    );
  }
  draw();
  return [
    h('h2', null, nodeText(section.title)),
    nodeText(section.note) && h('p', {class: 'sub'}, nodeText(section.note)),
    place,
  ];
}

function cell(column, value) {
  if (column.kind === 'percent') {
    return h('td', {class: 'number share'}, value !== null && bar(value), h('span', {class: 'share-text'}, shown(column, value)));
  }
  if (column.id === 'setl_id' && value) {
    return h('td', null, h('a', {class: 'code', href: listPlace(value)}, value));
  }
  const codeLike = column.id.endsWith('code');
  return h('td', {class: NUMBERS.has(column.kind) ? 'number' : codeLike ? 'code' : ''}, shown(column, value));
}

function shown(column, value) {
  if (value === null || value === undefined) {
    return '–';
  }
  switch (column.kind) {
    case 'count':
      return count(value);
    case 'percent':
      return percent(value);
    case 'money':
      return money(Math.round(Number(value) * 100));
    default:
      return nodeText(value);
  }
}
