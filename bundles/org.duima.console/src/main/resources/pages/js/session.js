import {onSessionEnd, openSession, post, remove, whoIsThere} from './api.js';
import {field, h} from './dom.js';
import {ask, toast} from './parts.js';
import {language, setLanguage, t} from './texts.js';

let person = null;

/** Who is logged in: {name, roles}. */
export function user() {
  return person;
}

/** Whether the one who is logged in has one of these roles; an administrator has all. */
export function may(...roles) {
  return person.roles.includes('admin') || roles.some((role) => person.roles.includes(role));
}

/** Waits until somebody is logged in; at the start of the console. */
export async function begin() {
  person = await whoIsThere();
  if (!person) {
    person = await login(false);
  }
  while (person.mustChangePassword) {
    person = await firstPassword();
  }
  let renewal = null;
  onSessionEnd(() => {
    renewal ??= login(true).then((next) => {
      renewal = null;
      if (next.name !== person.name) {
        // another person must not go on with what the first one had begun
        location.reload();
      }
      person = next;
    });
    return renewal;
  });
}

/** Ends the session; the page begins anew. */
export async function logout() {
  try {
    await remove('session');
  } finally {
    location.reload();
  }
}

/** Lets people change their own password. */
export function changePassword() {
  ask(t('user.password'), () => {
    const form = passwordFields();
    return {
      content: form.content,
      submit: t('password.save'),
      run: async () => {
        person = await form.change();
        toast(t('password.done'));
      },
    };
  });
}

/** Fields for a new password, and what carries them out: it gives who is logged in then. */
function passwordFields() {
  const current = h('input', {type: 'password', id: 'password-current', autocomplete: 'current-password', required: true, autofocus: true});
  const next = h('input', {type: 'password', id: 'password-new', autocomplete: 'new-password', required: true});
  const again = h('input', {type: 'password', id: 'password-repeat', autocomplete: 'new-password', required: true});
  return {
    content: [
      h('input', {type: 'text', autocomplete: 'username', value: person.name, hidden: true, readonly: true}),
      field(t('password.current'), current),
      field(t('password.new'), next),
      field(t('password.repeat'), again),
    ],
    async change() {
      if (next.value !== again.value) {
        throw new Error(t('password.differs'));
      }
      await post(`users/${encodeURIComponent(person.name)}/password`, {password: next.value, current: current.value});
      // the node has ended every session of this person, this one too
      return openSession(person.name, next.value);
    },
  };
}

/** Asks for a password of one's own before anything else; gives who is logged in then. */
function firstPassword() {
  return new Promise((resolve) => {
    const form = passwordFields();
    const problem = h('p', {class: 'problem', role: 'alert'});
    const button = h('button', {class: 'primary wide', type: 'submit'}, t('password.save'));
    const dialog = h(
      'dialog',
      {class: 'login first', 'aria-labelledby': 'password-title', oncancel: (event) => event.preventDefault()},
      h(
        'form',
        {
          onsubmit: async (event) => {
            event.preventDefault();
            button.disabled = true;
            problem.textContent = '';
            try {
              const who = await form.change();
              dialog.remove();
              resolve(who);
            } catch (e) {
              problem.textContent = e.message;
            } finally {
              button.disabled = false;
            }
          },
        },
        h('h2', {id: 'password-title'}, t('user.password')),
        h('p', {class: 'subtitle'}, t('password.first')),
        form.content,
        problem,
        button,
      ),
      h('button', {class: 'plain small', onclick: logout}, t('user.logout')),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** The login over everything else, so that what lies below is not lost. Gives who logged in. */
function login(again) {
  return new Promise((resolve) => {
    const name = h('input', {
      id: 'login-name',
      autocomplete: 'username',
      autocapitalize: 'off',
      spellcheck: 'false',
      value: again ? person.name : '',
    });
    const password = h('input', {id: 'login-password', type: 'password', autocomplete: 'current-password'});
    const problem = h('p', {class: 'problem', role: 'alert', id: 'login-problem'});
    const button = h('button', {class: 'primary wide', type: 'submit'}, t('login.do'));
    const dialog = h(
      'dialog',
      {class: again ? 'login' : 'login first', 'aria-labelledby': 'login-title', oncancel: (event) => event.preventDefault()},
      h(
        'form',
        {
          novalidate: true,
          onsubmit: async (event) => {
            event.preventDefault();
            problem.textContent = '';
            if (!name.value.trim() || !password.value) {
              problem.textContent = t('login.missing');
              (name.value.trim() ? password : name).focus();
              return;
            }
            button.disabled = true;
            try {
              const who = await openSession(name.value.trim(), password.value);
              dialog.close();
              dialog.remove();
              resolve(who);
            } catch (e) {
              problem.textContent = e.message;
              password.select();
            } finally {
              button.disabled = false;
            }
          },
        },
        h('h1', {id: 'login-title'}, t('brand'), ' ', h('small', null, language() === 'zh' ? 'Duima' : '对码')),
        h('p', {class: 'subtitle'}, again ? t('login.again') : t('login.subtitle')),
        field(t('login.name'), name),
        field(t('login.password'), password),
        problem,
        button,
      ),
      h(
        'button',
        {
          class: 'plain small',
          lang: language() === 'zh' ? 'en' : 'zh-CN',
          'aria-label': t('switch.label'),
          onclick: () => {
            setLanguage(language() === 'zh' ? 'en' : 'zh');
            dialog.close();
            dialog.remove();
            login(again).then(resolve);
          },
        },
        t('switch'),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
    (again ? password : name).focus();
  });
}
