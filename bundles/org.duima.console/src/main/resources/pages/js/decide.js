import {get, post} from './api.js';
import {field, fill, h, select} from './dom.js';
import {count, money, nodeText, word} from './format.js';
import {badge, bar, failed, later, loading, toast} from './parts.js';
import {listPlace} from './place.js';
import {may} from './session.js';
import {t} from './texts.js';

const TARGET = 'insurance-2.0';
const CANDIDATES = 9;
const MOST_LISTS = 50;
/** A candidate less like it than this is no reason of its own; the coder has to say why. */
const GOOD_SCORE = 0.5;
const REASONS = ['same', 'synonym', 'record', 'physician', 'nearest'];

/**
 * One code with its candidates, the lists it concerns, and the form that decides.
 *
 * @param decided called after a decision with the row, and whether it holds for all of its lists
 * @param undone called with the row after a decision was taken back
 * @param left called when somebody goes back to the queue on a narrow screen
 */
export function decisionPanel({decided, undone, left}) {
  const element = h('div', {class: 'decision'});
  let row = null;
  let candidates = [];
  let lists = [];
  let target = null;
  let warned = false;
  let busy = false;
  let reading = null;
  let lastDecision = null;

  let head;
  let candidateList;
  let found;
  let search;
  let summary;
  let warnings;
  let why;
  let until;
  let scope = '';
  let problem;
  let decideButton;
  let listTable;

  function show(next) {
    reading?.abort();
    reading = new AbortController();
    row = next;
    target = null;
    warned = false;
    scope = '';
    candidates = [];
    lists = [];
    draw();
    read(reading.signal);
  }

  function leave() {
    reading?.abort();
    row = null;
    target = null;
  }

  function draw() {
    head = h(
      'div',
      {class: 'head'},
      h('button', {class: 'plain back', onclick: left}, `← ${t('back')}`),
      h(
        'h2',
        null,
        row.code && h('span', {class: 'code'}, row.code),
        row.code && ' ',
        row.name || (row.code ? '' : t('codes.local')),
      ),
      h(
        'p',
        {class: 'sub'},
        badge(word('outcome', row.outcome), {unmapped: 'bad', gray: 'dark'}[row.outcome] ?? 'warn'),
        ` ${t(`outcome.${row.outcome}.title`)} · ${word('system', row.system)} · ${word('edition', row.edition)}`,
      ),
      h(
        'p',
        {class: 'facts'},
        t('codes.facts', count(row.heldLists), count(row.lists), count(row.occurrences), t('unit.yuan', money(row.amountFen))),
        row.lastSeen && ` · ${t('codes.last', String(row.lastSeen).slice(0, 10))}`,
      ),
    );
    candidateList = h('div', {class: 'candidates'}, loading());
    search = h('input', {
      type: 'search',
      id: 'dictionary',
      'aria-label': t('codes.dictionary'),
      placeholder: t('codes.dictionary.place'),
      oninput: later(200, lookUp),
      onkeydown: (event) => {
        if (event.key === 'ArrowDown' || event.key === 'Enter') {
          const first = found.querySelector('button');
          if (first) {
            event.preventDefault();
            first.focus();
          }
        }
      },
    });
    found = h('div', {class: 'found', 'aria-live': 'polite'});
    summary = h('p', {class: 'chosen', 'aria-live': 'polite'});
    warnings = h('div', {class: 'warnings', role: 'alert'});
    why = h('input', {
      id: 'why',
      maxlength: 500,
      autocomplete: 'off',
      onkeydown: (event) => {
        if (event.key === 'Enter' && !event.isComposing) {
          event.preventDefault();
          decide();
        }
      },
    });
    until = h('input', {type: 'date', id: 'until', title: t('codes.until.hint')});
    problem = h('p', {class: 'problem', role: 'alert'});
    decideButton = h('button', {class: 'primary', id: 'decide', onclick: decide}, t('codes.decide'), ' ', h('kbd', null, 'Enter'));
    listTable = h('div', {class: 'concerned'}, loading());
    fill(
      element,
      h(
        'div',
        {class: 'decision-body'},
        head,
        h('h3', null, t('codes.candidates')),
        candidateList,
        h('div', {class: 'dictionary'}, search, h('kbd', {'aria-hidden': 'true'}, 's'), found),
        h('div', {class: 'concerned-part'}, h('h3', null, t('codes.lists')), listTable),
      ),
      may('coder') ? form() : h('p', {class: 'form note'}, t('codes.readonly')),
    );
    drawTarget();
    if (element.isConnected && element.getBoundingClientRect().top < 0) {
      window.scrollTo(0, 0);
    }
  }

  function form() {
    return h(
      'div',
      {class: 'form'},
      summary,
      warnings,
      h(
        'div',
        {class: 'fields'},
        field(t('codes.why'), why),
        field(
          t('codes.scope'),
          select(
            t('codes.scope'),
            [
              ['', t('codes.scope.all')],
              ...row.departments
                .filter((department) => department.code)
                .map((department) => [
                  department.code,
                  t('codes.scope.one', department.name || department.code, count(department.occurrences)),
                ]),
            ],
            '',
            (value) => {
              scope = value;
            },
          ),
        ),
        field(t('codes.until'), until),
        decideButton,
      ),
      h(
        'div',
        {class: 'chips'},
        REASONS.map((id) =>
          h('button', {type: 'button', class: 'chip', onclick: () => {
            why.value = t(`codes.why.${id}`);
            problem.textContent = '';
            decideButton.focus();
          }}, t(`codes.why.${id}`)),
        ),
      ),
      problem,
    );
  }

  function question(more) {
    return {system: row.system, edition: row.edition, code: row.code, name: row.name, ...more};
  }

  function read(signal) {
    get('codes/suggestions', question({to: TARGET, max: CANDIDATES}), signal)
      .then((answer) => {
        candidates = answer;
        drawCandidates();
      })
      .catch((e) => e.name === 'AbortError' || fill(candidateList, failed(e, () => show(row))));
    get('codes/lists', question({max: MOST_LISTS}), signal)
      .then((answer) => {
        lists = answer;
        drawLists();
        drawTarget();
      })
      .catch((e) => e.name === 'AbortError' || fill(listTable, failed(e, () => show(row))));
  }

  function drawCandidates() {
    if (candidates.length === 0) {
      fill(candidateList, h('p', {class: 'note'}, t('codes.candidates.none')));
      return;
    }
    fill(
      candidateList,
      h(
        'ol',
        null,
        candidates.map((candidate, index) =>
          h(
            'li',
            null,
            h(
              'button',
              {
                class: 'candidate',
                'aria-pressed': String(target?.code === candidate.code),
                'data-code': candidate.code,
                onclick: () => pick(candidate),
              },
              h('kbd', null, String(index + 1)),
              h(
                'span',
                {class: 'what'},
                h('span', {class: 'line'}, h('span', {class: 'code'}, candidate.code), ' ', candidate.name, candidate.gray && [' ', badge(t('codes.gray'), 'dark', t('codes.gray.title'))]),
                h('span', {class: 'reasons'}, candidate.reasons.map(nodeText).join(' · ')),
              ),
              h(
                'span',
                {class: 'score', title: t('codes.score', Math.round(candidate.score * 100))},
                bar(candidate.score),
                h('span', {class: 'hidden'}, t('codes.score', Math.round(candidate.score * 100))),
                h('span', {'aria-hidden': 'true'}, Math.round(candidate.score * 100)),
              ),
            ),
          ),
        ),
      ),
    );
  }

  async function lookUp() {
    const text = search.value.trim();
    if (!text) {
      fill(found);
      return;
    }
    try {
      const answer = await get('codes/search', {system: row.system, to: TARGET, q: text, max: 20});
      if (search.value.trim() !== text) {
        return;
      }
      fill(
        found,
        answer.length === 0
          ? h('p', {class: 'note'}, t('codes.dictionary.none'))
          : h(
              'ul',
              null,
              answer.map((entry) =>
                h(
                  'li',
                  null,
                  h(
                    'button',
                    {
                      class: 'candidate plain',
                      onclick: () => {
                        pick(entry);
                        search.value = '';
                        fill(found);
                        why.focus();
                      },
                      onkeydown: moveInList,
                    },
                    h('span', {class: 'code'}, entry.code),
                    ' ',
                    entry.name,
                    entry.gray && [' ', badge(t('codes.gray'), 'dark', t('codes.gray.title'))],
                  ),
                ),
              ),
            ),
      );
    } catch (e) {
      fill(found, failed(e));
    }
  }

  function moveInList(event) {
    const item = event.currentTarget.parentElement;
    const next = {ArrowDown: item.nextElementSibling, ArrowUp: item.previousElementSibling}[event.key];
    if (next) {
      next.querySelector('button').focus();
    }
    if (event.key.startsWith('Arrow')) {
      event.preventDefault();
      event.stopPropagation();
    }
    if (event.key === 'Enter') {
      event.stopPropagation();
    }
  }

  function pick(entry) {
    // Enter decides now, and must not press the button that had the focus before
    document.activeElement?.blur();
    target = entry;
    warned = false;
    problem.textContent = '';
    if (entry.reasons?.length > 0 && !isOwnReason()) {
      why.value = entry.score >= GOOD_SCORE ? nodeText(entry.reasons[0]) : '';
    }
    drawCandidates();
    drawTarget();
  }

  /** Whether the reason was written by hand, and must not be replaced by a candidate's. */
  function isOwnReason() {
    const offered = candidates.flatMap((candidate) => candidate.reasons.slice(0, 1).map(nodeText));
    return why.value.trim() !== '' && !offered.includes(why.value);
  }

  function drop() {
    target = null;
    warned = false;
    problem.textContent = '';
    why.value = '';
    drawCandidates();
    drawTarget();
  }

  /** What the coder must see before it counts. */
  function cautions() {
    if (!target) {
      return [];
    }
    const found = [];
    const before = category(row.system, row.code);
    const after = category(row.system, target.code);
    if (row.edition !== 'local' && before && after && before !== after) {
      found.push(t('codes.warn.category', before, after));
    }
    const principal = lists.filter((list) => list.principal).length;
    if (target.gray && principal > 0) {
      found.push(t('codes.warn.gray', target.code, principal));
    }
    return found;
  }

  function drawTarget() {
    if (!may('coder')) {
      return;
    }
    const cautious = cautions();
    fill(
      summary,
      target
        ? [h('span', {class: 'code'}, row.code || row.name), ' → ', h('strong', null, h('span', {class: 'code'}, target.code), ' ', target.name)]
        : h('span', {class: 'quiet'}, t('codes.none.chosen')),
    );
    fill(warnings, cautious.map((text) => h('p', null, text)));
    decideButton.disabled = !target || busy;
    fill(
      decideButton,
      busy ? t('codes.deciding') : cautious.length > 0 && warned ? t('codes.decide.anyway') : t('codes.decide'),
      ' ',
      h('kbd', {'aria-hidden': 'true'}, 'Enter'),
    );
    decideButton.classList.toggle('danger', cautious.length > 0 && warned);
  }

  async function decide() {
    if (!target || busy) {
      return;
    }
    if (!why.value.trim()) {
      problem.textContent = t('codes.why.missing');
      why.focus();
      return;
    }
    if (cautions().length > 0 && !warned) {
      warned = true;
      drawTarget();
      decideButton.focus();
      return;
    }
    const about = row;
    const to = target;
    busy = true;
    problem.textContent = '';
    drawTarget();
    try {
      const decision = await post(
        'codes/decisions',
        question({
          department: scope,
          targetCode: to.code,
          targetEdition: TARGET,
          validTo: until.value || null,
          why: why.value.trim(),
        }),
      );
      lastDecision = {number: decision.number, row: about};
      const from = about.code || about.name;
      const done = decision.released > 0 ? t('codes.decided', from, to.code, count(decision.released)) : t('codes.decided.none', from, to.code);
      toast([done, ...(decision.warnings ?? []).map(nodeText)].join(' '), {action: t('codes.undo'), run: undo});
      document.activeElement?.blur();
      decided(about, !scope && !until.value);
    } catch (e) {
      problem.textContent = e.message;
    } finally {
      busy = false;
      drawTarget();
    }
  }

  async function undo() {
    const last = lastDecision;
    if (!last) {
      return;
    }
    lastDecision = null;
    try {
      await post(`codes/decisions/${last.number}/withdraw`, {why: t('codes.undo.why')});
      toast(t('codes.undone', last.number));
      undone(last.row);
    } catch (e) {
      toast(e.message, {kind: 'bad'});
    }
  }

  function drawLists() {
    if (lists.length === 0) {
      fill(listTable, h('p', {class: 'note'}, t('codes.lists.none')));
      return;
    }
    fill(
      listTable,
      h(
        'table',
        {class: 'small-table'},
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            ['list.id', 'list.state', 'list.department', 'list.discharged'].map((key) => h('th', {scope: 'col'}, t(key))),
            h('th', {scope: 'col', class: 'number'}, t('list.amount')),
          ),
        ),
        h(
          'tbody',
          null,
          lists.map((list) =>
            h(
              'tr',
              null,
              h('td', null, list.setlId ? h('a', {class: 'code', href: listPlace(list.setlId)}, list.setlId) : h('span', {class: 'code'}, list.stayId), list.principal && [' ', badge(t('codes.principal'), 'info')]),
              h('td', null, list.stateZh && word('state', list.state) === list.state ? list.stateZh : word('state', list.state)),
              h('td', null, list.departmentName || list.department),
              h('td', null, list.dischargedOn ?? ''),
              h('td', {class: 'number'}, money(list.amountFen)),
            ),
          ),
        ),
      ),
      row.lists > lists.length && h('p', {class: 'note'}, t('shown', count(lists.length), count(row.lists))),
    );
  }

  return {
    element,
    show,
    leave,
    drop() {
      if (row && target) {
        drop();
      }
    },
    keys: [
      {
        keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
        show: ['1', '–', '9'],
        text: t('keys.pick'),
        run: (event) => {
          const candidate = candidates[Number(event.key) - 1];
          if (candidate) {
            pick(candidate);
          }
        },
      },
      {
        keys: ['Enter'],
        text: t('keys.decide'),
        run: (event) => {
          if (event.target.matches?.('a, summary, button:not(#decide):not(.candidate[data-code])')) {
            return false;
          }
          decide();
          return true;
        },
      },
      {keys: ['s'], text: t('keys.dictionary'), run: () => search.focus()},
      {keys: ['w'], text: t('keys.why'), run: () => may('coder') && why.focus()},
      {keys: ['u'], text: t('keys.undo'), run: undo},
    ],
  };
}

/** The category that a code belongs to; empty where its shape is not that of a published code. */
function category(system, code) {
  const shape = {diagnosis: /^[A-Z]\d\d/, procedure: /^\d\d/}[system];
  return shape?.exec(code ?? '')?.[0] ?? '';
}

