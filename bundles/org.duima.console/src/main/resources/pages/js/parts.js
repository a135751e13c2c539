import {fill, h} from './dom.js';
import {t} from './texts.js';

/** Says something at the foot of the page, and to screen readers; stays for a while. */
export function toast(text, {kind = 'ok', action, run} = {}) {
  const region = document.getElementById('toasts');
  const note = h('div', {class: `toast ${kind}`}, h('span', null, text));
  const timer = setTimeout(() => note.remove(), kind === 'bad' ? 15000 : 10000);
  const end = () => {
    clearTimeout(timer);
    note.remove();
  };
  if (action) {
    note.append(
      h(
        'button',
        {
          class: 'plain',
          onclick: () => {
            end();
            run();
          },
        },
        action,
      ),
    );
  }
  note.append(h('button', {class: 'plain', 'aria-label': t('close'), onclick: end}, '×'));
  fill(region, note);
}

/** What is shown until data is there. */
export function loading() {
  return h('div', {class: 'state', role: 'status'}, h('span', {class: 'spinner', 'aria-hidden': 'true'}), t('loading'));
}

/** What is shown instead of data that could not be had. */
export function failed(error, again) {
  return h(
    'div',
    {class: 'state bad', role: 'alert'},
    h('p', null, error.message),
    again && h('button', {onclick: again}, t('retry')),
  );
}

/** What is shown where there is nothing. */
export function empty(text, ...more) {
  return h('div', {class: 'state'}, h('p', null, text), more);
}

/** A word in a coloured frame. */
export function badge(text, kind, title) {
  return h('span', {class: `badge ${kind ?? ''}`, title}, text);
}

/** Runs a function some time after its last call. */
export function later(milliseconds, f) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => f(...values), milliseconds);
  };
}

/** A bar for a share of 1; the figure beside it carries the meaning. */
export function bar(share, kind) {
  const part = Math.max(0, Math.min(1, Number(share) || 0));
  return h(
    'span',
    {class: `bar ${kind ?? ''}`, 'aria-hidden': 'true'},
    h('span', {style: {width: `${part * 100}%`}}),
  );
}

/**
 * A small form in a dialog.
 *
 * @param build gets the dialog's own close function and gives {content, submit, run}; `run` may
 *   throw, then the message is shown and the dialog stays
 */
export function ask(title, build) {
  const problem = h('p', {class: 'problem', role: 'alert'});
  const dialog = h('dialog', {'aria-label': title, onclose: () => dialog.remove()});
  const {content, submit, danger, run} = build();
  const button = h('button', {class: danger ? 'danger' : 'primary', type: 'submit'}, submit);
  const form = h(
    'form',
    {
      onsubmit: async (event) => {
        event.preventDefault();
        button.disabled = true;
        problem.textContent = '';
        try {
          await run();
          dialog.close();
        } catch (e) {
          problem.textContent = e.message;
        } finally {
          button.disabled = false;
        }
      },
    },
    h('h2', null, title),
    content,
    problem,
    h('div', {class: 'buttons'}, h('button', {type: 'button', onclick: () => dialog.close()}, t('cancel')), button),
  );
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
}
