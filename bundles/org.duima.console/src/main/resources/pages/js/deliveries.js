import {get, post} from './api.js';
import {field, fill, h, select} from './dom.js';
import {count, moment, nodeText, word} from './format.js';
import {ask, empty, failed, loading, toast} from './parts.js';
import {t} from './texts.js';
import {deliveryAnswer, deliveryState} from './trail.js';

const STATES = ['refused', 'waiting', 'delivered', 'superseded', 'discarded'];
const MOST = 500;

/** What destinations beside the national platform are told; first of all what they refused. */
export function deliveries() {
  const standing = h('div', {class: 'panel section'});
  const rows = h('div', {class: 'panel section'});
  const element = h('div', {class: 'page'}, h('h1', {class: 'hidden'}, t('nav.deliveries')), standing, rows);
  let state = 'refused';

  async function readStanding() {
    try {
      const all = await get('destinations');
      fill(
        standing,
        h('div', {class: 'section-head'}, h('h2', null, t('deliveries.standing'))),
        all.length === 0
          ? empty(t('deliveries.nowhere'))
          : table(['destination', 'state', 'count', 'oldest'], all, (one) => [
              one.destination,
              nodeText(one.stateText),
              count(one.count),
              one.state === 'waiting' ? moment(one.oldestAt) : '',
            ]),
      );
    } catch (e) {
      fill(standing, failed(e, readStanding));
    }
  }

  async function readRows() {
    const head = h(
      'div',
      {class: 'section-head'},
      h('h2', null, t('nav.deliveries')),
      select(t('deliveries.state'), STATES.map((id) => [id, t(`deliveries.state.${id}`)]), state, (chosen) => {
        location.hash = `#/deliveries?state=${chosen}`;
      }),
    );
    fill(rows, head, loading());
    try {
      const all = await get('deliveries', {state, max: MOST});
      fill(
        rows,
        head,
        all.length === 0
          ? empty(t('deliveries.none'))
          : table(['time', 'destination', 'list', 'subject', 'version', 'state', 'answer', 'work'], all, (one) => [
              moment(one.arisenAt),
              one.destination,
              h('a', {href: `#/list/${encodeURIComponent(one.setlId)}`}, one.setlId),
              word('deliveries.subject', one.subject),
              one.version,
              deliveryState(one),
              deliveryAnswer(one),
              ['waiting', 'refused'].includes(one.state) && [button(one, 'resend'), ' ', button(one, 'discard')],
            ]),
      );
    } catch (e) {
      fill(rows, head, failed(e, readRows));
    }
  }

  function table(columns, all, cells) {
    return h(
      'div',
      {class: 'scroll'},
      h(
        'table',
        {class: 'rows cards'},
        h('thead', null, h('tr', null, columns.map((column) => h('th', {scope: 'col'}, t(`deliveries.${column}`))))),
        h('tbody', null, all.map((row) => h('tr', null, cells(row).map((content, index) => h('td', {'data-label': t(`deliveries.${columns[index]}`)}, content))))),
      ),
    );
  }

  function button(one, action) {
    return h('button', {class: 'small', onclick: () => work(one, action)}, t(`deliveries.${action}`));
  }

  function work(one, action) {
    ask(t(`deliveries.${action}`), () => {
      const reason = h('input', {required: true, maxlength: 500, autofocus: true});
      return {
        content: [h('p', null, one.id), field(t('deliveries.reason'), reason, t(`deliveries.${action}.hint`))],
        submit: t(`deliveries.${action}`),
        danger: action === 'discard',
        run: async () => {
          await post(`deliveries/${encodeURIComponent(one.id)}/${action}`, {reason: reason.value});
          toast(t('deliveries.done'));
          await Promise.all([readStanding(), readRows()]);
        },
      };
    });
  }

  return {
    element,
    show: (rest, parameters) => {
      state = STATES.includes(parameters.get('state')) ? parameters.get('state') : 'refused';
      readStanding();
      readRows();
    },
  };
}
