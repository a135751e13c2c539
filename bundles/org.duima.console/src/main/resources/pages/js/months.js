import {get, post} from './api.js';
import {field, fill, h} from './dom.js';
import {count, nodeText} from './format.js';
import {ask} from './parts.js';
import {listPlace} from './place.js';
import {t} from './texts.js';

/** What may be done with a whole month, and the states of the lists that it goes to, as the node has them. */
const ACTIONS = {
  submit: ['uploaded', 'returned', 'ready'],
  withdraw: ['submitted'],
  resend: ['uploaded', 'refused', 'returned'],
  release: [],
};
/** More refusals than this are not read one by one. */
const MOST_REFUSALS = 50;

/**
 * Buttons that work on all lists of a month.
 *
 * @param done called after the node took it
 */
export function monthWork(month, done) {
  return h(
    'div',
    {class: 'month-work', role: 'group', 'aria-label': t('month.title', month)},
    h('strong', null, t('month.title', month)),
    Object.keys(ACTIONS).map((action) =>
      h('button', {class: action === 'submit' ? 'primary' : '', 'data-action': action, onclick: () => confirm(month, action, done)}, t(`month.${action}`)),
    ),
  );
}

/** Says how many lists it would go to before it asks for the reason. */
function confirm(month, action, done) {
  const states = ACTIONS[action];
  const figures = h('p', {class: 'strong', role: 'status'}, states.length > 0 ? t('loading') : '');
  ask(t('month.ask', month, t(`month.${action}`)), () => {
    const reason = h('input', {maxlength: 500, autofocus: true, autocomplete: 'off'});
    return {
      content: [h('p', null, t(`month.${action}.hint`)), figures, field(t('one.why'), reason)],
      submit: t(`month.${action}`),
      danger: action === 'withdraw',
      run: async () => {
        if (!reason.value.trim()) {
          throw new Error(t('codes.why.missing'));
        }
        result(month, action, await post(`months/${encodeURIComponent(month)}/${action}`, {reason: reason.value.trim()}));
        done();
      },
    };
  });
  if (states.length > 0) {
    get('board', {month, max: 1}).then(
      (page) => {
        const parts = states.filter((state) => page.counts[state] > 0).map((state) => t('pair', t(`stage.${state}`), count(page.counts[state])));
        const sum = states.reduce((total, state) => total + (page.counts[state] ?? 0), 0);
        figures.textContent = sum > 0 ? t('month.count', count(sum), parts.join(t('comma'))) : t('month.count.none');
      },
      (e) => {
        figures.textContent = e.message;
      },
    );
  }
}

function result(month, action, {done, refused}) {
  const dialog = h(
    'dialog',
    {class: 'help', 'aria-label': t('month.result', month), onclose: () => dialog.remove()},
    h('h2', null, t('month.result', month)),
    h('p', null, t('month.result.done', t(`month.${action}`), count(done.length))),
    refused.length > 0 && [
      h('p', {class: 'problem'}, t('month.result.refused', count(refused.length))),
      h(
        'ul',
        {class: 'refused'},
        refused.slice(0, MOST_REFUSALS).map((one) =>
          h('li', null, h('a', {class: 'code', href: listPlace(one.setlId), onclick: () => dialog.close()}, one.setlId), ' ', nodeText(one.text)),
        ),
      ),
      refused.length > MOST_REFUSALS && h('p', {class: 'note'}, t('shown', MOST_REFUSALS, count(refused.length))),
    ],
    h('div', {class: 'buttons'}, h('button', {class: 'primary', autofocus: true, onclick: () => dialog.close()}, t('close'))),
  );
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * A line above the board when deadlines have passed or soon will; empty otherwise.
 *
 * @param open shows the lists of a state
 */
export function deadlineBanner(open) {
  const element = h('div', {class: 'banner', role: 'status'});
  return {
    element,
    async update() {
      try {
        const {counts} = await get('board', {max: 1});
        const said = ['overdue', 'soon'].filter((state) => counts[state] > 0);
        element.className = `banner ${counts.overdue > 0 ? 'bad' : 'warn'}`;
        fill(
          element,
          said.length > 0 && [
            h('strong', null, t('banner.title')),
            said.map((state) => h('button', {class: 'small', 'data-state': state, onclick: () => open(state)}, t(`banner.${state}`, count(counts[state])))),
          ],
        );
      } catch (e) {
        fill(element, t('banner.failed', e.message));
      }
    },
  };
}
