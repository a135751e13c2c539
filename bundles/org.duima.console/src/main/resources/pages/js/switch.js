import {post} from './api.js';
import {field, h} from './dom.js';
import {ask, badge, toast} from './parts.js';
import {t} from './texts.js';

/** What a knowledge point, a batch or a class can be, the loudest first. */
export const STATES = ['on', 'silent', 'off'];
const KINDS = {on: 'ok', silent: 'warn', off: 'dark'};

export function stateName(state) {
  return t(`alerts.state.${state}`);
}

export function stateBadge(state) {
  return badge(stateName(state), KINDS[state], t(`alerts.state.${state}.title`));
}

/**
 * Asks how loud something is to be, where and why, and switches it.
 *
 * @param about {scope, name, shownName, state, department, departments}; state is what is proposed
 * @param done called after the node took it
 */
export function askSwitch(about, done) {
  ask(t('alerts.switch.ask', about.shownName), () => {
    let state = about.state ?? '';
    const choices = h(
      'fieldset',
      {class: 'choices'},
      h('legend', null, t('alerts.switch.to')),
      STATES.map((id) =>
        h(
          'label',
          {class: 'tick'},
          h('input', {type: 'radio', name: 'state', value: id, checked: id === state, autofocus: id === (about.state || 'on'), onchange: () => {
            state = id;
          }}),
          h('span', null, h('strong', null, stateName(id)), ' ', h('span', {class: 'sub'}, t(`alerts.state.${id}.title`))),
        ),
      ),
    );
    let department = about.department ?? '';
    const where = h('input', {list: 'switch-departments', value: department, maxlength: 50, autocomplete: 'off', spellcheck: 'false', placeholder: t('codes.scope.all'), oninput: () => {
      department = where.value.trim();
    }});
    const why = h('input', {class: 'why', maxlength: 500, autocomplete: 'off'});
    return {
      content: [
        about.scope === 'batch' && h('p', {class: 'sub'}, t('alerts.switch.batch')),
        choices,
        field(t('alerts.switch.where'), where, t('alerts.switch.where.hint')),
        h('datalist', {id: 'switch-departments'}, about.departments.map((code) => h('option', {value: code}))),
        field(t('one.why'), why, t('alerts.switch.why.hint')),
      ],
      submit: t('alerts.switch.do'),
      run: async () => {
        if (!state) {
          throw new Error(t('alerts.switch.missing'));
        }
        if (!why.value.trim()) {
          throw new Error(t('codes.why.missing'));
        }
        await post('knowledge/switch', {scope: about.scope, name: about.name, department, state, why: why.value.trim()});
        toast(t('alerts.switched.done', about.shownName, stateName(state)));
        done();
      },
    };
  });
}
