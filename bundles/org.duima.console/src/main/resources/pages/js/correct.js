import {get, post} from './api.js';
import {field as labelled, fill, h} from './dom.js';
import {ask, later, toast} from './parts.js';
import {t} from './texts.js';

const REASONS = ['record', 'physician', 'source'];
/** More values than this are searched for, not chosen from. */
const MOST_CHOICES = 60;
const OTHER = '\u0000other';
/** The field that names what a field codes: the platform refuses a code with another's name. */
const NAMES = {diag_code: 'diag_name', oprn_oprt_code: 'oprn_oprt_name', wm_dise_code: 'otp_wm_dise', tcm_dise_code: 'otp_tcm_dise'};

/**
 * A form that corrects one field.
 *
 * @param about setlId, path, label, and either `chosen` (the value is settled) or field, value,
 *   dictionary and, for codes, their system
 * @param done called after the correction was recorded
 */
export function correction(about, done) {
  const why = h('input', {maxlength: 500, autocomplete: 'off', class: 'why', required: true, placeholder: t('one.why.place')});
  const problem = h('p', {class: 'problem', role: 'alert'});
  const button = h('button', {class: 'primary', type: 'submit'}, t('one.correct.do'));
  const input = about.chosen === undefined ? valueInput(about) : {element: null, value: () => about.chosen};
  const form = h(
    'form',
    {
      class: 'correction',
      novalidate: true,
      oninput: () => form.setAttribute('data-touched', ''),
      onsubmit: async (event) => {
        event.preventDefault();
        if (!why.value.trim()) {
          problem.textContent = t('codes.why.missing');
          why.focus();
          return;
        }
        button.disabled = true;
        problem.textContent = '';
        try {
          // the name first: a list that waits for nothing but the code goes out at once
          for (const one of [...(input.also?.() ?? []), {path: about.path, value: input.value()}]) {
            await post('corrections', {setlId: about.setlId, ...one, why: why.value.trim()});
          }
          form.removeAttribute('data-touched');
          toast(t('one.corrected.done', about.label));
          done();
        } catch (e) {
          problem.textContent = e.message;
        } finally {
          button.disabled = false;
        }
      },
    },
    about.chosen !== undefined && h('p', null, about.label),
    h('div', {class: 'correction-fields'}, input.element && labelled(t('one.value.new', about.label), input.element, input.hint), labelled(t('one.why'), why), button),
    input.more,
    h(
      'div',
      {class: 'chips'},
      REASONS.map((id) =>
        h('button', {type: 'button', class: 'chip', onclick: () => {
          why.value = t(`one.why.${id}`);
          form.setAttribute('data-touched', '');
          button.focus();
        }}, t(`one.why.${id}`)),
      ),
    ),
    problem,
  );
  return form;
}

/** Asks for a reason, and withdraws a correction. */
export function withdrawal(one, done) {
  ask(t('one.withdraw.number', one.number), () => {
    const why = h('input', {maxlength: 500, required: true, autofocus: true, autocomplete: 'off'});
    return {
      content: [h('p', null, t('one.withdraw.hint')), labelled(t('one.why'), why)],
      submit: t('one.withdraw'),
      danger: true,
      run: async () => {
        if (!why.value.trim()) {
          throw new Error(t('codes.why.missing'));
        }
        await post(`corrections/${one.number}/withdraw`, {why: why.value.trim()});
        toast(t('one.withdrawn', one.number));
        done();
      },
    };
  });
}

function valueInput(about) {
  const {field, dictionary, system} = about;
  if (system) {
    return codeInput(about);
  }
  if (dictionary && dictionary.names.size > 0) {
    return dictionary.names.size <= MOST_CHOICES ? choiceInput(about) : listedInput(about, [...dictionary.names]);
  }
  const shape = {D: 'yyyy-MM-dd', DT: 'yyyy-MM-dd HH:mm:ss', N: t('one.number')}[field.type];
  return plainInput(about, {placeholder: shape, inputmode: field.type === 'N' ? 'decimal' : false});
}

function plainInput({field, value}, more) {
  const input = h('input', {value, maxlength: field.length > 0 && field.type === 'C' ? field.length : false, autocomplete: 'off', spellcheck: 'false', ...more});
  return {element: input, value: () => input.value.trim(), hint: t('one.value.empty')};
}

function choiceInput({field, value, dictionary}) {
  const known = dictionary.names.has(value);
  const other = h('input', {maxlength: field.length > 0 ? field.length : false, hidden: true, 'aria-label': t('one.value.other'), autocomplete: 'off'});
  const choices = h(
    'select',
    {onchange: () => {
      other.hidden = choices.value !== OTHER;
      if (!other.hidden) {
        other.focus();
      }
    }},
    h('option', {value: ''}, t('one.nothing')),
    value && !known && h('option', {value}, value),
    [...dictionary.names].map(([code, name]) => h('option', {value: code}, `${code} ${name}`)),
    !dictionary.complete && h('option', {value: OTHER}, t('one.value.other')),
  );
  choices.value = value;
  return {
    element: h('span', {class: 'choice'}, choices, other),
    value: () => (choices.value === OTHER ? other.value.trim() : choices.value),
  };
}

function listedInput(about, entries) {
  const id = `values-${about.field.node}-${about.field.name}`;
  const input = plainInput(about, {list: id});
  return {
    ...input,
    element: h('span', {class: 'choice'}, input.element, h('datalist', {id}, entries.map(([code, name]) => h('option', {value: code}, `${code} ${name}`)))),
  };
}

/** A code with what the dictionary of insurance codes has like it; its name goes along if wanted. */
function codeInput(about) {
  let chosen = null;
  const withName = h('input', {type: 'checkbox'});
  const nameChoice = h('span', {class: 'tick-place'});
  const found = h('div', {class: 'found', 'aria-live': 'polite'});
  const lookUp = later(200, async () => {
    const text = input.element.value.trim();
    if (text !== chosen?.code) {
      chosen = null;
      fill(nameChoice);
    }
    if (!text) {
      fill(found);
      return;
    }
    try {
      const answer = await get('codes/search', {system: about.system, to: 'insurance-2.0', q: text, max: 8});
      if (input.element.value.trim() === text) {
        fill(found, h('ul', null, answer.map((entry) => h('li', null, choice(entry)))));
      }
    } catch (e) {
      fill(found, h('p', {class: 'problem'}, e.message));
    }
  });
  const input = plainInput(about, {oninput: lookUp});
  function choice(entry) {
    return h(
      'button',
      {type: 'button', class: 'candidate plain', onclick: () => {
        chosen = entry;
        input.element.value = entry.code;
        fill(found);
        withName.checked = true;
        fill(nameChoice, entry.name && h('label', {class: 'tick'}, withName, t('one.value.name', entry.name)));
        input.element.focus();
      }},
      h('span', {class: 'code'}, entry.code),
      ' ',
      entry.name,
    );
  }
  return {
    element: h('span', {class: 'choice'}, input.element, found),
    more: nameChoice,
    value: input.value,
    hint: t('one.value.code'),
    also: () =>
      chosen?.name && chosen.code === input.value() && withName.checked
        ? [{path: about.path.replace(/\w+$/, NAMES[about.field.name]), value: chosen.name}]
        : [],
  };
}
