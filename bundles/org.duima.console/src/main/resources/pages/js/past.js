import {get, post} from './api.js';
import {field, fill, h} from './dom.js';
import {day, moment, word} from './format.js';
import {ask, badge, empty, failed, later, loading, toast} from './parts.js';
import {may} from './session.js';
import {t} from './texts.js';

const MOST = 500;

/** The decisions made, with who, when and why. */
export function pastDecisions() {
  const body = h('div', null);
  let all = [];
  const search = h('input', {
    type: 'search',
    'aria-label': t('codes.past.search'),
    placeholder: t('codes.past.search'),
    oninput: later(150, draw),
  });
  const element = h('div', {class: 'panel past'}, h('div', {class: 'filters', role: 'search'}, search), body);

  async function show() {
    fill(body, loading());
    try {
      all = await get('codes/decisions', {max: MOST});
      draw();
    } catch (e) {
      fill(body, failed(e, show));
    }
  }

  function draw() {
    const wanted = search.value.trim().toLowerCase();
    const some = all.filter((decision) =>
      [decision.code, decision.name, decision.targetCode, decision.targetName, decision.who, decision.why]
        .join(' ')
        .toLowerCase()
        .includes(wanted),
    );
    if (some.length === 0) {
      fill(body, empty(all.length === 0 ? t('codes.past.empty') : t('codes.empty.filtered')));
      return;
    }
    fill(
      body,
      h(
        'div',
        {class: 'scroll'},
        h(
          'table',
          {class: 'rows cards'},
          h(
            'thead',
            null,
            h(
              'tr',
              null,
              h('th', {scope: 'col', class: 'number'}, '№'),
              ['from', 'to', 'scope', 'who', 'why', 'state'].map((id) => h('th', {scope: 'col'}, t(`codes.past.${id}`))),
            ),
          ),
          h('tbody', null, some.map(rowElement)),
        ),
      ),
    );
  }

  function rowElement(decision) {
    const withdrawn = Boolean(decision.withdrawnAt);
    const ended = !withdrawn && decision.validTo && decision.validTo < day(new Date());
    return h(
      'tr',
      {class: withdrawn || ended ? 'gone' : ''},
      h('td', {class: 'number', 'data-label': '№'}, decision.number),
      h(
        'td',
        {'data-label': t('codes.past.from')},
        decision.code && h('div', {class: 'code'}, decision.code),
        h('div', null, decision.name),
        h('div', {class: 'sub'}, `${word('system', decision.system)} · ${word('edition', decision.edition)}`),
      ),
      h('td', {'data-label': t('codes.past.to')}, h('div', {class: 'code'}, decision.targetCode), h('div', null, decision.targetName)),
      h('td', {'data-label': t('codes.past.scope')}, decision.department || t('codes.scope.all'), ' ', h('div', {class: 'sub'}, validity(decision))),
      h('td', {'data-label': t('codes.past.who')}, decision.who, ' ', h('div', {class: 'sub'}, moment(decision.decidedAt))),
      h('td', {'data-label': t('codes.past.why')}, decision.why),
      h(
        'td',
        {'data-label': t('codes.past.state')},
        withdrawn
          ? [
              badge(t('codes.past.withdrawn')),
              h('div', {class: 'sub'}, `${decision.withdrawnBy} ${moment(decision.withdrawnAt)}`),
              h('div', {class: 'sub'}, decision.withdrawnWhy),
            ]
          : [
              ended ? badge(t('codes.past.ended')) : badge(t('codes.past.stands'), 'ok'),
              may('coder') && [' ', h('button', {class: 'small', onclick: () => withdraw(decision)}, t('codes.withdraw'))],
            ],
      ),
    );
  }

  function withdraw(decision) {
    ask(`${t('codes.withdraw')} №${decision.number}`, () => {
      const why = h('input', {required: true, maxlength: 500, autofocus: true, name: 'why'});
      return {
        content: [
          h('p', null, h('span', {class: 'code'}, decision.code || decision.name), ' → ', h('span', {class: 'code'}, decision.targetCode), ' ', decision.targetName),
          h('p', {class: 'sub'}, t('codes.withdraw.hint')),
          field(t('codes.withdraw.why'), why),
        ],
        submit: t('codes.withdraw'),
        danger: true,
        run: async () => {
          await post(`codes/decisions/${decision.number}/withdraw`, {why: why.value.trim()});
          toast(t('codes.withdrawn', decision.number));
          show();
        },
      };
    });
  }

  return {element, show};
}

function validity(decision) {
  const parts = [];
  if (decision.validFrom) {
    parts.push(t('codes.past.since', decision.validFrom));
  }
  parts.push(decision.validTo ? t('codes.past.until', decision.validTo) : t('codes.past.forever'));
  return parts.join(' · ');
}
