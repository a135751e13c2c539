import {address} from './api.js';
import {h} from './dom.js';
import {moment, nodeText, word} from './format.js';
import {badge} from './parts.js';
import {withdrawal} from './correct.js';
import {t} from './texts.js';

const OUTCOMES = {accepted: 'ok', held: 'info', refused: 'bad', unknown: 'warn'};

/**
 * What has happened to a list: its versions, the calls with their answers, decisions, corrections,
 * quality control, groups and codes.
 *
 * @param corrected called after a correction was withdrawn
 */
export function trail(list, mayCorrect, corrected) {
  return h(
    'section',
    {class: 'panel part', id: 'part-trail', 'aria-labelledby': 'part-trail-title'},
    h('h2', {id: 'part-trail-title'}, t('one.part.trail')),
    chapter('attempts', [...(list.attempts ?? [])].reverse(), ['time', 'call', 'version', 'outcome', 'answer'], attempt),
    chapter('deliveries', list.deliveries ?? [], ['time', 'destination', 'subject', 'version', 'state', 'answer'], delivery),
    chapter('corrections', [...(list.corrections ?? [])].reverse(), ['number', 'path', 'change', 'who', 'why', 'state'], (one) =>
      correctionCells(one, mayCorrect, corrected),
    ),
    chapter('decisions', [...(list.decisions ?? [])].reverse(), ['time', 'who', 'what', 'why'], decision),
    chapter('versions', [...(list.versions ?? [])].reverse(), ['version', 'time', 'infno', 'accepted', 'findings', 'print'], (one) => version(list, one)),
    chapter('quality', list.quality ?? [], ['month', 'overall', 'details', 'asked'], quality),
    chapter('grouping', list.grouping ?? [], ['month', 'method', 'group', 'result', 'asked'], group),
    chapter('codes', list.codes ?? [], ['system', 'from', 'outcome', 'to', 'table'], code),
  );
}

function chapter(id, rows, columns, cells) {
  return h(
    'details',
    {class: 'chapter', id: `trail-${id}`, open: rows.length > 0 && ['attempts', 'corrections', 'quality'].includes(id)},
    h('summary', null, t(`one.trail.${id}`), ' ', h('span', {class: 'total'}, rows.length)),
    rows.length > 0 &&
      h(
        'div',
        {class: 'scroll'},
        h(
          'table',
          {class: 'rows cards'},
          h('thead', null, h('tr', null, columns.map((column) => h('th', {scope: 'col'}, t(`one.column.${column}`))))),
          h('tbody', null, rows.map((row) => h('tr', null, cells(row).map((content, index) => h('td', {'data-label': t(`one.column.${columns[index]}`)}, content))))),
        ),
      ),
  );
}

function attempt(one) {
  const answer = one.receipt?.answer;
  return [
    moment(one.sentAt),
    word('call', one.call),
    one.version,
    badge(word('outcome.call', one.outcome ?? 'none'), OUTCOMES[one.outcome] ?? 'warn'),
    answer ? said(answer) : plain(one.receipt),
  ];
}

/** What an answer means and who must do what; the platform's own words are to be unfolded. */
export function said(answer) {
  return [
    h('strong', null, nodeText(answer.meaning)),
    nodeText(answer.advice) && h('div', null, answer.who && [badge(word('who', answer.who), 'warn'), ' '], nodeText(answer.advice)),
    original(answer.original, answer.restored),
  ];
}

/** An answer that no table has read. */
export function plain(receipt) {
  return [
    receipt?.reason,
    receipt?.code && h('span', {class: 'code'}, `${receipt.code} `),
    original(receipt?.message ?? receipt?.original),
    receipt?.reference && h('span', {class: 'code'}, receipt.reference),
  ];
}

/** The platform's own words, folded. */
function original(text, restored) {
  return text && h('details', null, h('summary', null, t('one.original')), h('p', {class: 'original'}, text), restored && h('p', {class: 'original'}, t('pair', t('one.restored'), restored)));
}

const DELIVERY_STATES = {waiting: 'warn', refused: 'bad', delivered: 'ok'};

/** A badge for what became of a delivery; one whose result is not known says so. */
export function deliveryState(one) {
  return [badge(nodeText(one.stateText), DELIVERY_STATES[one.state] ?? ''), one.resultUnknown && one.state === 'waiting' && [' ', badge(t('deliveries.unknown'), 'warn')]];
}

/** What the destination answered, and when it goes on. */
export function deliveryAnswer(one) {
  return [
    one.code && h('span', {class: 'code'}, `${one.code} `),
    one.reason,
    one.attempts > 0 && h('div', {class: 'sub'}, t('deliveries.attempts', one.attempts)),
    one.nextAt && h('div', {class: 'sub'}, t('deliveries.next', moment(one.nextAt))),
  ];
}

function delivery(one) {
  return [moment(one.arisenAt), one.destination, word('deliveries.subject', one.subject), one.version, deliveryState(one), deliveryAnswer(one)];
}

function correctionCells(one, mayCorrect, corrected) {
  return [
    one.number,
    h('span', {class: 'code'}, one.path),
    [h('s', null, one.replaced || t('one.nothing')), ' → ', h('strong', null, one.value || t('one.nothing'))],
    [one.who, h('div', {class: 'sub'}, moment(one.at))],
    one.why,
    one.stands
      ? [badge(t('codes.past.stands'), 'ok'), ' ', mayCorrect && h('button', {class: 'small', onclick: () => withdrawal(one, corrected)}, t('one.withdraw'))]
      : [badge(t('codes.past.withdrawn')), h('div', {class: 'sub'}, `${one.withdrawnBy} ${moment(one.withdrawnAt)} · ${one.withdrawnWhy}`)],
  ];
}

function decision(one) {
  return [moment(one.at), one.who, word('one.action', one.what), one.why];
}

function version(list, one) {
  return [
    one.version,
    moment(one.createdAt),
    one.infno,
    one.acceptedAt ? moment(one.acceptedAt) : '–',
    (one.findings ?? []).length,
    ['pdf', 'html'].map((format) => [
      h('a', {href: address(`lists/${encodeURIComponent(list.setlId)}/form`, {format, version: one.version}), target: '_blank'}, format.toUpperCase()),
      ' ',
    ]),
  ];
}

function quality(one) {
  return [
    one.month,
    [badge(one.overall || '–', one.outdated ? '' : 'warn'), one.errorLevel && ` ${t('pair', t('one.level'), one.errorLevel)}`, one.outdated && [' ', badge(t('one.outdated'))]],
    (one.details ?? []).map((detail) => h('div', null, h('span', {class: 'code'}, detail.field), ' ', detail.result, detail.initialValue && ` (${detail.initialValue})`)),
    moment(one.askedAt),
  ];
}

function group(one) {
  return [
    one.month,
    one.method,
    [h('span', {class: 'code'}, one.code), ' ', one.name, one.adrg && h('div', {class: 'sub'}, [one.mdc, one.adrg, one.ccmcc].filter(Boolean).join(' · '))],
    [one.result, one.error && h('div', {class: 'problem'}, one.error), one.outdated && [' ', badge(t('one.outdated'))]],
    moment(one.askedAt),
  ];
}

function code(one) {
  return [
    [word('system', one.system), one.principal && [' ', badge(t('codes.principal'), 'info')]],
    [h('span', {class: 'code'}, one.code), ' ', one.name, h('div', {class: 'sub'}, word('edition', one.edition))],
    badge(word('outcome', one.outcome), one.outcome === 'mapped' ? 'ok' : 'bad'),
    one.targetCode && [h('span', {class: 'code'}, one.targetCode), ' ', one.targetName],
    one.table,
  ];
}
