import {get, post} from './api.js';
import {field, fill, h} from './dom.js';
import {moment} from './format.js';
import {ask, badge, empty, failed, loading, toast} from './parts.js';
import {user} from './session.js';
import {t} from './texts.js';

const ROLES = ['coder', 'office', 'it', 'admin'];

/** Users and API keys, for administrators. */
export function access() {
  const users = h('div', {class: 'panel section'});
  const keys = h('div', {class: 'panel section'});
  const element = h('div', {class: 'page'}, h('h1', {class: 'hidden'}, t('nav.access')), users, keys);

  async function read(place, what, row, headings, add) {
    const title = h(
      'div',
      {class: 'section-head'},
      h('h2', null, t(`access.${what}`)),
      h('button', {class: 'primary', onclick: add}, t(`access.${what}.add`)),
    );
    if (!place.hasChildNodes()) {
      fill(place, title, loading());
    }
    try {
      const all = await get(what);
      fill(
        place,
        title,
        all.length === 0
          ? empty(t(`access.${what}.none`))
          : h(
              'div',
              {class: 'scroll'},
              h(
                'table',
                {class: 'rows cards'},
                h('thead', null, h('tr', null, headings.map((id) => h('th', {scope: 'col'}, t(`access.${id}`))))),
                h('tbody', null, all.map(row)),
              ),
            ),
      );
    } catch (e) {
      fill(place, title, failed(e, () => read(place, what, row, headings, add)));
    }
  }

  function readUsers() {
    return read(users, 'users', userRow, ['name', 'roles', 'last', 'state'], addUser);
  }

  function readKeys() {
    return read(keys, 'keys', keyRow, ['key', 'roles', 'used', 'state'], addKey);
  }

  function userRow(one) {
    return h(
      'tr',
      {class: one.disabledAt ? 'gone' : ''},
      h('td', {'data-label': t('access.name')}, one.name),
      h('td', {'data-label': t('access.roles')}, roleNames(one.roles)),
      h('td', {'data-label': t('access.last')}, moment(one.lastLoginAt) || '–'),
      h(
        'td',
        {'data-label': t('access.state')},
        one.disabledAt ? badge(t('access.disabled')) : one.mustChangePassword ? badge(t('access.first'), 'warn') : badge(t('access.active'), 'ok'),
        !one.disabledAt &&
          one.name !== user().name && [
            ' ',
            h('button', {class: 'small', onclick: () => resetPassword(one)}, t('access.reset')),
            ' ',
            h('button', {class: 'small', onclick: () => end('users', one.name, 'disable', readUsers)}, t('access.disable')),
          ],
      ),
    );
  }

  function keyRow(one) {
    return h(
      'tr',
      {class: one.revokedAt ? 'gone' : ''},
      h('td', {'data-label': t('access.key')}, one.name),
      h('td', {'data-label': t('access.roles')}, roleNames(one.roles)),
      h('td', {'data-label': t('access.used')}, one.lastUsedOn || '–'),
      h(
        'td',
        {'data-label': t('access.state')},
        one.revokedAt
          ? badge(t('access.revoked'))
          : [badge(t('access.active'), 'ok'), ' ', h('button', {class: 'small', onclick: () => end('keys', one.name, 'revoke', readKeys)}, t('access.revoke'))],
      ),
    );
  }

  function roleFields() {
    const boxes = ROLES.map((role) => [role, h('input', {type: 'checkbox', name: role})]);
    return {
      content: h('fieldset', null, h('legend', null, t('access.roles')), boxes.map(([role, box]) => h('label', {class: 'tick'}, box, t(`role.${role}`)))),
      roles: () => boxes.filter(([, box]) => box.checked).map(([role]) => role),
    };
  }

  function addUser() {
    ask(t('access.users.add'), () => {
      const name = h('input', {required: true, maxlength: 64, autocomplete: 'off', autofocus: true});
      const password = h('input', {required: true, autocomplete: 'new-password', type: 'password'});
      const roles = roleFields();
      return {
        content: [field(t('access.name'), name), field(t('access.initial'), password, t('access.initial.hint')), roles.content],
        submit: t('access.add'),
        run: async () => {
          await post('users', {name: name.value.trim(), password: password.value, roles: roles.roles()});
          toast(t('access.users.added', name.value.trim()));
          readUsers();
        },
      };
    });
  }

  function resetPassword(one) {
    ask(t('pair', t('access.reset'), one.name), () => {
      const password = h('input', {required: true, autocomplete: 'new-password', type: 'password', autofocus: true});
      return {
        content: field(t('access.initial'), password, t('access.initial.hint')),
        submit: t('access.reset'),
        run: async () => {
          await post(`users/${encodeURIComponent(one.name)}/password`, {password: password.value});
          toast(t('access.reset.done', one.name));
          readUsers();
        },
      };
    });
  }

  function addKey() {
    ask(t('access.keys.add'), () => {
      const name = h('input', {required: true, maxlength: 64, autocomplete: 'off', autofocus: true});
      const roles = roleFields();
      return {
        content: [field(t('access.key'), name), roles.content],
        submit: t('access.add'),
        run: async () => {
          const made = await post('keys', {name: name.value.trim(), roles: roles.roles()});
          showKey(made);
          readKeys();
        },
      };
    });
  }

  /** The only time that a key can be seen. */
  function showKey(made) {
    const dialog = h(
      'dialog',
      {'aria-label': made.name, onclose: () => dialog.remove()},
      h('h2', null, made.name),
      h('p', null, t('access.key.once')),
      h('p', {class: 'code secret'}, made.key),
      h('div', {class: 'buttons'}, h('button', {class: 'primary', onclick: () => dialog.close(), autofocus: true}, t('close'))),
    );
    document.body.append(dialog);
    dialog.showModal();
  }

  function end(what, name, how, again) {
    ask(t('pair', t(`access.${how}`), name), () => ({
      content: h('p', null, t(`access.${how}.ask`)),
      submit: t(`access.${how}`),
      danger: true,
      run: async () => {
        await post(`${what}/${encodeURIComponent(name)}/${how}`);
        toast(t(`access.${how}.done`, name));
        again();
      },
    }));
  }

  return {
    element,
    keys: [],
    show() {
      readUsers();
      readKeys();
    },
  };
}

function roleNames(roles) {
  return roles.map((role) => t(`role.${role}`)).join(' · ');
}
