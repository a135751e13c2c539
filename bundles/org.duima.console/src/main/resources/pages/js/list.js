import {address, get, post} from './api.js';
import {field, fill, h} from './dom.js';
import {count, money, moment, nodeText, word} from './format.js';
import {ask, badge, failed, loading, toast} from './parts.js';
import {PARTS} from './layout.js';
import {may} from './session.js';
import {isChanged, sheet, textOf} from './sheet.js';
import {plain, said, trail} from './trail.js';
import {t} from './texts.js';

/** While the node works on a list, the page asks how far it is. */
const WATCH_MILLISECONDS = 1000;
const WATCH_TIMES = 20;
const KINDS = {
  held: 'bad', returned: 'bad', refused: 'bad', waiting: 'warn', unknown: 'warn', ready: 'info', uploaded: 'info', submitted: 'ok', approved: 'ok',
};
const ORDER = {bad: 0, warn: 1, info: 2};

/** Dictionaries that were read, by name; they change by an import only. */
const dictionaries = new Map();

/** One list: what it says, what is wrong with it, what may be done, and what has happened to it. */
export function list() {
  let setlId = '';
  let shown = null;
  let onBoard = null;
  let form = null;
  let turn = 0;
  const head = h('div', {class: 'one-head'});
  const body = h('div');
  const working = h('span', {class: 'sub', role: 'status'});
  const fields = sheet({corrected: () => watch(isEvaluated)});
  const element = h('div', {class: 'page one'}, head, body);

  async function open() {
    const mine = ++turn;
    fill(head, h('h1', {class: 'hidden'}, t('one.title', setlId)));
    fill(body, loading());
    try {
      const answers = await Promise.all([read(), form ?? get('form')]);
      if (mine === turn) {
        form = answers[1];
        await readDictionaries();
        draw(answers[0]);
      }
    } catch (e) {
      if (mine === turn) {
        fill(head, backLink(), h('h1', {class: 'code'}, setlId));
        fill(body, failed(e, open));
      }
    }
  }

  /** The list, with what the board knows of its deadline. */
  async function read() {
    const [one, page] = await Promise.all([
      get(`lists/${encodeURIComponent(setlId)}`),
      get('board', {search: setlId, max: 50}).catch((e) => ({rows: [], problem: e.message})),
    ]);
    onBoard = page.rows.find((row) => row.setlId === setlId) ?? {problem: page.problem};
    return one;
  }

  async function readDictionaries() {
    const missing = [...new Set(form.map((one) => one.dictionary))].filter((name) => name && !dictionaries.has(name));
    const problems = await Promise.all(missing.map(readDictionary));
    const problem = problems.find(Boolean);
    if (problem) {
      toast(t('pair', t('one.dictionaries.failed'), problem.message), {kind: 'bad'});
    }
  }

  /** Gives why it could not be read; a dictionary that is not loaded is no problem. */
  async function readDictionary(name) {
    try {
      const {complete, values} = await get(`dictionaries/${encodeURIComponent(name)}`);
      dictionaries.set(name, {complete, names: new Map(values.map((value) => [value.code, value.name]))});
      return null;
    } catch (e) {
      if (e.status !== 404) {
        return e;
      }
      dictionaries.set(name, {complete: false, names: new Map()});
      return null;
    }
  }

  function draw(next) {
    const place = shown && fields.place();
    const top = window.scrollY;
    const again = shown !== null;
    shown = next;
    const readonly = next.state === 'approved' ? t('one.approved') : may('office', 'coder') ? '' : t('one.readonly');
    const mayCorrect = readonly === '';
    const hasContent = Object.keys(next.content?.info ?? {}).length > 0;
    if (hasContent) {
      fields.show(next, {form, dictionaries, readonly});
    }
    fill(head, headElements(next));
    fill(
      body,
      alerts(next, hasContent ? fields.marks() : []),
      hasContent && contents(),
      hasContent ? fields.element : h('p', {class: 'panel note'}, t('one.content.none')),
      trail(next, mayCorrect, () => watch(isEvaluated)),
    );
    if (again) {
      window.scrollTo(0, top);
      if (place && document.activeElement === document.body) {
        fields.element.querySelector(`.item[data-place="${CSS.escape(place)}"] .item-head`)?.focus({preventScroll: true});
      }
    }
  }

  /**
   * Asks how far the node is, for a while.
   *
   * @param isDone whether it is, from the list now and as it was
   */
  async function watch(isDone) {
    const mine = ++turn;
    const before = shown;
    working.textContent = t('one.working');
    try {
      for (let i = 0; i < WATCH_TIMES && mine === turn; i++) {
        const next = await read();
        if (mine !== turn) {
          return;
        }
        if (signature(next) !== signature(shown) && !fields.isBusy()) {
          draw(next);
        }
        if (isDone(next, before)) {
          break;
        }
        await new Promise((resolve) => setTimeout(resolve, WATCH_MILLISECONDS));
      }
    } catch (e) {
      toast(e.message, {kind: 'bad'});
    } finally {
      if (mine === turn) {
        working.textContent = '';
      }
    }
  }

  // ------------------------------------------------------------ the head

  function backLink() {
    return h('a', {class: 'button', href: '#/board'}, `← ${t('nav.board')}`);
  }

  function headElements(one) {
    // the ledger's "not due" is the board's not-due
    const state = one.state.replace(' ', '-');
    return [
      h(
        'div',
        {class: 'one-line'},
        backLink(),
        h('h1', null, h('span', {class: 'code'}, one.setlId)),
        badge(one.stateZh && word('stage', state) === state ? one.stateZh : word('stage', state), KINDS[state]),
        one.heldBy && badge(t('one.kept', one.heldBy), 'bad', one.heldWhy),
        dueBadge(),
        working,
        h('span', {class: 'spring'}),
        one.content?.info && h('span', {class: 'exports'}, ['pdf', 'html'].map((format) =>
          h('a', {class: 'button', href: address(`lists/${encodeURIComponent(one.setlId)}/form`, {format}), target: '_blank'}, t(`one.print.${format}`)),
        )),
        h('button', {class: 'plain', title: t('refresh'), 'aria-label': t('refresh'), onclick: () => watch(() => true)}, '↻'),
      ),
      h('p', {class: 'facts'}, facts(one).join(' · ')),
      may('office', 'it') && h('div', {class: 'actions', role: 'group', 'aria-label': t('one.actions')}, actions(one).map((action) => actionButton(one, action))),
    ];
  }

  function dueBadge() {
    if (onBoard?.problem) {
      return h('span', {class: 'sub'}, t('one.due.unknown', onBoard.problem));
    }
    if (!onBoard?.dueOn) {
      return '';
    }
    const left = onBoard.daysLeft;
    const text = left < 0 ? t('board.overdue', -left) : left === 0 ? t('board.today') : t('board.days', left);
    return badge(`${t('list.due')} ${onBoard.dueOn} · ${text}`, left < 0 ? 'bad' : left <= 2 ? 'warn' : '');
  }

  function facts(one) {
    return [
      one.content?.info?.psn_name,
      onBoard?.departmentName,
      one.dischargedOn && `${t('list.discharged')} ${one.dischargedOn}`,
      onBoard?.amountFen != null && t('unit.yuan', money(onBoard.amountFen)),
      one.mdtrtId && `${t('one.visit')} ${one.mdtrtId}`,
      one.version > 0 && t('one.version', one.version, one.uploadedVersion || t('one.nothing')),
      one.reference && `${t('one.reference')} ${one.reference}`,
    ].filter(Boolean);
  }

  /** What the list's state allows; the node has the last word. */
  function actions(one) {
    const sent = one.platformState;
    const open = sent && !one.retired && sent !== 'approved';
    return [
      one.heldBy ? 'release' : sent !== 'approved' && 'hold',
      open && (sent !== 'submitted' || one.uploadedVersion < one.version) && one.goal !== 'submit' && 'submit',
      open && one.goal !== 'withdraw' && (sent === 'submitted' || one.goal === 'submit') && 'withdraw',
      open && (one.uploadedVersion > 0 || sent === 'refused') && 'resend',
      sent && 'query',
    ].filter(Boolean);
  }

  function actionButton(one, action) {
    return h('button', {class: action === 'submit' && ['ready', 'uploaded', 'returned'].includes(one.state) ? 'primary' : '', 'data-action': action, onclick: () => act(one, action)}, t(`one.action.${action}`));
  }

  function act(one, action) {
    ask(t('one.action.ask', t(`one.action.${action}`), one.setlId), () => {
      const reason = h('input', {maxlength: 500, autofocus: true, autocomplete: 'off'});
      return {
        content: [h('p', null, t(`one.action.${action}.hint`)), field(t('one.why'), reason)],
        submit: t(`one.action.${action}`),
        danger: action === 'withdraw',
        run: async () => {
          if (!reason.value.trim()) {
            throw new Error(t('codes.why.missing'));
          }
          await post(`lists/${encodeURIComponent(one.setlId)}/${action}`, {reason: reason.value.trim()});
          toast(t('one.action.done', t(`one.action.${action}`)));
          watch(['hold', 'release'].includes(action) ? () => true : isCalled);
        },
      };
    });
  }

  // ------------------------------------------------------------ what stands in the way

  function alerts(one, marks) {
    const worst = [...marks].sort((a, b) => ORDER[a.kind] - ORDER[b.kind]);
    const changed = worst.filter(isChanged);
    const refused = worst.filter((mark) => mark.source === 'platform');
    const others = worst.filter((mark) => !isChanged(mark) && mark.source !== 'platform');
    return h(
      'div',
      {class: 'alerts'},
      one.waitingFor?.length > 0 &&
        alert('warn', t('one.waiting'), one.waitingFor.map((item) =>
          h('li', null, nodeText(item.owedBy) && [badge(nodeText(item.owedBy), 'warn'), ' '], nodeText(item.text) || item.what),
        )),
      one.reason && alert('warn', t('one.reason'), [h('li', null, one.reason)]),
      one.heldBy && alert('bad', t('one.kept', one.heldBy), [h('li', null, one.heldWhy || '–')]),
      one.refusal && alert('bad', t('one.refusal'), [h('li', null, refusal(one.refusal)), refused.map(markItem)]),
      one.remark && alert('bad', t('one.remark'), [h('li', {class: 'original'}, one.remark)]),
      changed.length > 0 && alert('warn strong-alert', t('one.changed'), changed.map(markItem)),
      others.length > 0 && alert(others[0].kind, t('one.findings', count(others.length)), others.map(markItem)),
    );
  }

  function alert(kind, title, items) {
    return h('section', {class: `alert ${kind}`}, h('h2', null, title), h('ul', null, items));
  }

  function refusal(answer) {
    return [
      h('p', {class: 'sub'}, [word('call', answer.call), moment(answer.at), answer.kind && word('kind', answer.kind), answer.code].filter(Boolean).join(' · ')),
      answer.meaning ? said(answer) : plain(answer),
    ];
  }

  function markItem(mark) {
    const name = fields.label(mark);
    return h(
      'li',
      {class: `mark ${mark.kind}`},
      badge(mark.source ? t(`one.said.${mark.source}`) : mark.letter, mark.kind, mark.rule),
      ' ',
      name && [h('button', {class: 'plain link', onclick: () => fields.go(mark.place)}, name), ' '],
      textOf(mark),
      mark.origin && h('span', {class: 'sub'}, ` ${t('pair', t('one.origin'), mark.origin)}`),
      fields.keepOrWithdraw(mark),
    );
  }

  function contents() {
    const ids = [...PARTS.map((part) => part.id), 'trail'];
    return h(
      'nav',
      {class: 'tabs contents', 'aria-label': t('one.parts')},
      ids.map((id) => h('button', {class: 'plain', onclick: () => document.getElementById(`part-${id}`).scrollIntoView()}, t(`one.part.${id}`))),
      h('span', {class: 'spring'}),
      h('button', {class: 'plain origins', 'aria-pressed': String(element.classList.contains('with-origins')), onclick: toggleOrigins}, t('one.origins'), ' ', h('kbd', {'aria-hidden': 'true'}, 'o')),
    );
  }

  function toggleOrigins() {
    const on = element.classList.toggle('with-origins');
    element.querySelector('.origins')?.setAttribute('aria-pressed', String(on));
  }

  return {
    element,
    keys: [
      {keys: ['j'], show: ['j', 'k'], text: t('keys.fields'), run: () => fields.move(1)},
      {keys: ['k'], run: () => fields.move(-1)},
      {keys: ['n'], show: ['n', 'p'], text: t('keys.findings'), run: () => fields.move(1, true)},
      {keys: ['p'], run: () => fields.move(-1, true)},
      {keys: ['Enter'], text: t('keys.correct'), run: () => false},
      {keys: ['o'], text: t('one.origins'), run: toggleOrigins},
      {keys: ['b'], text: t('nav.board'), run: () => {
        location.hash = '#/board';
      }},
      {keys: ['Escape'], text: t('keys.leave'), inFields: true, run: () => fields.close() || document.activeElement?.blur()},
    ],
    show(rest) {
      const wanted = decodeURIComponent(rest);
      if (wanted !== setlId) {
        setlId = wanted;
        shown = null;
      }
      open();
    },
    leave() {
      turn++;
    },
  };
}

function isEvaluated(now, before) {
  return now.changedAt !== before.changedAt;
}

function isCalled(now, before) {
  return now.state !== before.state || answered(now) > answered(before);
}

function answered(one) {
  return (one.attempts ?? []).filter((attempt) => attempt.answeredAt).length;
}

function signature(one) {
  return JSON.stringify(one);
}
