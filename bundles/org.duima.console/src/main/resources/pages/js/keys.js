import {h} from './dom.js';
import {t} from './texts.js';

let everywhere = [];
let ofPage = [];

/**
 * Sets the keys that always count. A key is `{keys, text, run}`: `keys` as KeyboardEvent.key says,
 * `show` what the help shows instead, `inFields` whether it counts while somebody types.
 */
export function setGlobalKeys(keys) {
  everywhere = keys;
}

/** Sets the keys of the page that is shown. */
export function setPageKeys(keys) {
  ofPage = keys;
}

function isTyping(target) {
  return target.matches?.('input:not([type=checkbox]):not([type=radio]), textarea, select');
}

function handle(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector('dialog[open]')) {
    return;
  }
  const typing = isTyping(event.target);
  for (const key of [...ofPage, ...everywhere]) {
    if (!key.keys.includes(event.key) || (typing && !key.inFields)) {
      continue;
    }
    if (key.run(event) !== false) {
      event.preventDefault();
    }
    return;
  }
}

document.addEventListener('keydown', handle);

/** Shows which keys there are. */
export function showKeys() {
  const dialog = h(
    'dialog',
    {class: 'help', 'aria-label': t('keys.title'), onclose: () => dialog.remove()},
    h('h2', null, t('keys.title')),
    h(
      'table',
      null,
      [...ofPage, ...everywhere]
        .filter((key) => key.text)
        .map((key) =>
          h('tr', null, h('th', {scope: 'row'}, (key.show ?? key.keys).map((name) => h('kbd', null, name))), h('td', null, key.text)),
        ),
    ),
    h('button', {class: 'primary', onclick: () => dialog.close(), autofocus: true}, t('close')),
  );
  document.body.append(dialog);
  dialog.showModal();
}
