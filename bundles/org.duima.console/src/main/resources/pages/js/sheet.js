import {fill, h} from './dom.js';
import {moment, nodeText, word} from './format.js';
import {badge} from './parts.js';
import {PARTS, PLACED} from './layout.js';
import {keyOf, marksOf, pathOf, placeOf, placeOfCorrection} from './places.js';
import {correction, withdrawal} from './correct.js';
import {t} from './texts.js';

/** Texts longer than this take two columns. */
const LONG = 22;

/**
 * The four parts of a list, every field with its value, where it came from and what is said about
 * it. One field at a time is open: it tells the rest and can be corrected there.
 *
 * @param corrected called after a correction was made or withdrawn
 */
export function sheet({corrected}) {
  const element = h('div', {class: 'sheet'});
  const done = () => {
    close();
    corrected();
  };
  let list = null;
  let form = [];
  let dictionaries = new Map();
  let readonly = '';
  let marks = [];
  let corrections = new Map();
  let opened = null;
  let panel = null;

  function show(next, context) {
    list = next;
    ({form, dictionaries, readonly} = context);
    marks = marksOf(list, form);
    corrections = new Map(
      (list.corrections ?? []).filter((one) => one.stands).map((one) => [placeOfCorrection(list.content, one), one]),
    );
    panel = null;
    fill(element, PARTS.map(part), others());
    if (opened && at(opened)) {
      open(opened);
    } else {
      opened = null;
    }
    heads().forEach((head, index) => head.setAttribute('tabindex', index === 0 ? '0' : '-1'));
  }

  function part({id, blocks}) {
    return h(
      'section',
      {class: 'panel part', id: `part-${id}`, 'aria-labelledby': `part-${id}-title`},
      h('h2', {id: `part-${id}-title`}, t(`one.part.${id}`)),
      blocks.map(block),
    );
  }

  /** Fields that the paper has no place for: those of the wire only, and of a region. */
  function others() {
    const names = [
      ...form.filter((field) => field.node === 'setlinfo').map((field) => field.name),
      ...Object.keys(list.content.info ?? {}),
      ...marks.map((mark) => /^setlinfo\.(\w+)$/.exec(mark.place)?.[1] ?? ''),
    ].filter((name) => name && !PLACED.has(name));
    const fields = [...new Set(names)].filter((name) => name !== 'maindiag_flag' || list.content.info?.[name]);
    return fields.length > 0 && part({id: 'others', blocks: [{fields}]});
  }

  function block(one) {
    if (one.fields) {
      const known = one.fields.filter((name) => fieldOf('setlinfo', name) || list.content.info?.[name]);
      return h('div', {class: 'grid'}, known.map((name) => cell('setlinfo', 0, name)));
    }
    const rows = (list.content.rows?.[one.node] ?? [])
      .map((row, index) => ({row, index}))
      .filter(({row}) => !one.rows || one.rows(row));
    const about = PARTS.flatMap((each) => each.blocks).find((each) => each.node === one.node) === one ? said(one.node) : [];
    return h(
      'div',
      {class: 'block', 'data-place': about.length > 0 ? one.node : false},
      h('h3', null, t(`one.block.${one.id}`), ' ', h('span', {class: 'total'}, rows.length)),
      about,
      rows.length > 0 && (one.columns ? table(one, rows) : rows.map((row, index) => box(one, row, index))),
    );
  }

  function table(one, rows) {
    return h(
      'div',
      {class: 'scroll'},
      h(
        'table',
        {class: 'rows cards fields-table'},
        h('thead', null, h('tr', null, one.columns.map((name) => h('th', {scope: 'col', class: isAmount(one.node, name) ? 'number' : ''}, labelOf(one.node, name))))),
        h(
          'tbody',
          null,
          rows.map(({index}) => [
            h(
              'tr',
              {'data-place': `${one.node}[${index}]`},
              one.columns.map((name) =>
                h('td', {class: isAmount(one.node, name) ? 'number' : '', 'data-label': labelOf(one.node, name)}, cell(one.node, index, name, one.principal)),
              ),
            ),
            ofRow(one.node, index, one.columns).length > 0 &&
              h('tr', {class: 'said-row'}, h('td', {colspan: one.columns.length}, ofRow(one.node, index, one.columns))),
          ]),
          one.sums && rows.length > 1 && sums(one, rows),
        ),
      ),
    );
  }

  function sums(one, rows) {
    return h(
      'tr',
      {class: 'sum'},
      one.columns.map((name, column) =>
        column === 0
          ? h('th', {scope: 'row'}, t('one.sum'))
          : h('td', {class: 'number', 'data-label': labelOf(one.node, name)}, yuan(rows.map(({row}) => row[name]))),
      ),
    );
  }

  function box(one, {index}, number) {
    return h(
      'div',
      {class: 'row-box', 'data-place': `${one.node}[${index}]`},
      h('h4', null, t('one.row', number + 1)),
      ofRow(one.node, index, one.each),
      h('div', {class: 'grid'}, one.each.map((name) => cell(one.node, index, name, one.principal))),
    );
  }

  /** What is said of a row as such, or of a field of it that is not shown. */
  function ofRow(node, index, names) {
    const row = `${node}[${index}]`;
    return marks
      .filter((mark) => mark.place === row || (mark.place.startsWith(`${row}.`) && !names.includes(mark.place.slice(row.length + 1))))
      .map(markElement);
  }

  function said(place) {
    return marks.filter((mark) => mark.place === place).map(markElement);
  }

  function cell(node, index, name, principal) {
    const place = placeOf(node, index, name);
    const value = valueAt(node, index, name);
    const about = said(place);
    const fixed = corrections.get(place);
    const was = list.content.replaced?.[place];
    const isFlag = principal?.flag === name;
    const origin = list.content.origins?.[place] ?? '';
    const worst = ['bad', 'warn', 'info'].find((kind) => marks.some((mark) => mark.place === place && mark.kind === kind)) ?? '';
    return h(
      'div',
      {class: `item ${worst} ${was === undefined ? '' : 'changed'} ${isLong(value) || about.length > 0 ? 'long' : ''}`, 'data-place': place},
      h(
        'button',
        {
          class: 'plain item-head',
          tabindex: '-1',
          'aria-expanded': 'false',
          title: origin ? t('pair', t('one.origin'), origin) : t('one.origin.none'),
          onclick: () => toggle(place),
        },
        h('span', {class: 'label'}, labelOf(node, name)),
        ' ',
        h('span', {class: 'item-value'}, isFlag ? flag(value) : shown(node, name, value)),
        origin && h('span', {class: 'origin'}, origin),
      ),
      was !== undefined &&
        h(
          'p',
          {class: 'was'},
          badge(t('one.corrected'), 'info'),
          ' ',
          t('one.source.says'),
          ' ',
          h('s', null, was === '' ? t('one.nothing') : isFlag ? flagText(was) : [was, ' ', wordOf(node, name, was)]),
          fixed && [' ', h('span', {class: 'sub'}, t('one.correction.by', fixed.number, fixed.who, moment(fixed.at)))],
        ),
      about,
    );
  }

  function shown(node, name, value) {
    if (value === '') {
      return h('span', {class: 'quiet'}, '—');
    }
    const meaning = wordOf(node, name, value);
    return [meaning ? [h('span', {class: 'code'}, value), ' ', meaning] : value];
  }

  function flag(value) {
    return value === '1' ? badge(t('one.principal'), 'ok') : h('span', {class: 'quiet'}, t('one.other'));
  }

  function flagText(value) {
    return value === '1' ? t('one.principal') : t('one.other');
  }

  function markElement(mark) {
    return h(
      'div',
      {class: `said ${mark.kind}`, 'data-rule': mark.rule ?? false},
      badge(mark.source ? t(`one.said.${mark.source}`) : mark.letter, mark.kind, mark.rule),
      ' ',
      textOf(mark),
      mark.origin && h('span', {class: 'sub'}, ` ${t('pair', t('one.origin'), mark.origin)}`),
      mark.original && h('details', null, h('summary', null, t('one.original')), h('p', {class: 'original'}, mark.original)),
      keepOrWithdraw(mark),
    );
  }

  /** Where the source has changed since a correction, somebody says which counts; until then the correction does. */
  function keepOrWithdraw(mark) {
    const one = corrections.get(mark.place);
    return !readonly && isChanged(mark) && one && h(
      'div',
      {class: 'chips'},
      h('button', {class: 'small', title: t('one.changed.hint'), onclick: (event) => event.target.parentElement.remove()}, t('one.keep')),
      h('button', {class: 'small', onclick: () => withdrawal(one, done)}, t('one.withdraw.number', one.number)),
    );
  }

  // ------------------------------------------------------------ the open field

  function heads() {
    return [...element.querySelectorAll('.item-head')];
  }

  function at(place) {
    return element.querySelector(`.item[data-place="${CSS.escape(place)}"]`);
  }

  function toggle(place) {
    if (opened === place) {
      close();
    } else {
      close();
      open(place);
      (panel.querySelector('.correction input, .correction select') ?? panel.querySelector('button')).focus();
    }
  }

  function open(place) {
    const item = at(place);
    opened = place;
    const content = details(place);
    const row = item.closest('tr');
    if (row) {
      panel = h('tr', {class: 'item-panel'}, h('td', {colspan: row.children.length}, content));
      row.after(panel);
    } else {
      panel = h('div', {class: 'item-panel'}, content);
      lastOfLine(item).after(panel);
    }
    item.classList.add('open');
    item.querySelector('.item-head').setAttribute('aria-expanded', 'true');
  }

  /** Gives whether there was one to close. */
  function close() {
    if (!opened) {
      return false;
    }
    const item = at(opened);
    item?.classList.remove('open');
    const head = item?.querySelector('.item-head');
    head?.setAttribute('aria-expanded', 'false');
    if (panel?.contains(document.activeElement)) {
      head?.focus();
    }
    panel?.remove();
    panel = null;
    opened = null;
    return true;
  }

  function details(place) {
    const [, node, index, name] = /^(\w+?)(?:\[(\d+)\])?\.(\w+)$/.exec(place);
    const field = fieldOf(node, name);
    const row = Number(index ?? 0);
    const standing = corrections.get(place);
    const facts = [
      [t('one.field'), place],
      [t('one.origin'), list.content.origins?.[place] || t('one.origin.none')],
      node !== 'setlinfo' && list.content.rows[node][row].source_code && [t('one.source.code'), list.content.rows[node][row].source_code],
      field?.dictionary && [t('one.dictionary'), field.dictionary],
      field?.length > 0 && [t('one.length'), String(field.length)],
    ].filter(Boolean);
    return h(
      'div',
      {class: 'item-detail', role: 'group', 'aria-label': labelOf(node, name)},
      h('dl', null, facts.map(([term, text]) => h('div', null, h('dt', null, term), h('dd', {class: 'code'}, text)))),
      standing && standingCorrection(standing),
      editor(node, row, name, field),
      h('button', {class: 'plain small', onclick: close}, t('close'), ' ', h('kbd', {'aria-hidden': 'true'}, 'Esc')),
    );
  }

  function standingCorrection(one) {
    return h(
      'p',
      {class: 'note'},
      t('one.correction.by', one.number, one.who, moment(one.at)),
      ' · ',
      t('pair', t('one.why'), one.why),
      !readonly && [' ', h('button', {class: 'small', onclick: () => withdrawal(one, done)}, t('one.withdraw'))],
    );
  }

  function editor(node, index, name, field) {
    const principal = PARTS.flatMap((part) => part.blocks).find((one) => one.node === node && one.principal?.flag === name)?.principal;
    if (readonly) {
      return h('p', {class: 'note'}, readonly);
    }
    if (principal && !['2', '3'].includes(list.content.rows[node][index].diag_type)) {
      return choosePrincipal(node, index, name, principal);
    }
    if (!field || field.fixed) {
      return h('p', {class: 'note'}, t('pair', t('one.fixed'), field ? nodeText(field.fixed) : t('one.fixed.unknown')));
    }
    const path = pathOf(list.content, node, index, name);
    if (!path) {
      return h('p', {class: 'note'}, t('one.fixed.nameless'));
    }
    const system = systemOf(node, name, node === 'setlinfo' ? {} : list.content.rows[node][index]);
    return correction(
      {setlId: list.setlId, path, label: labelOf(node, name), field, value: valueAt(node, index, name), dictionary: dictionaries.get(field.dictionary), system},
      done,
    );
  }

  function choosePrincipal(node, index, name, principal) {
    if (valueAt(node, index, name) === '1') {
      return h('p', {class: 'note'}, t('one.principal.already'));
    }
    const key = keyOf(list.content, node, index);
    if (!key) {
      return h('p', {class: 'note'}, t('one.fixed.nameless'));
    }
    const row = list.content.rows[node][index];
    return correction(
      {setlId: list.setlId, path: principal.path, label: t('one.principal.choose', row.diag_name ?? row.oprn_oprt_name ?? key), chosen: key},
      done,
    );
  }

  // ------------------------------------------------------------ values and words

  function fieldOf(node, name) {
    return form.find((field) => field.node === node && field.name === name);
  }

  function labelOf(node, name) {
    const field = fieldOf(node, name);
    return field ? nodeText(field.label) : word('one.field', name) === name ? name : t(`one.field.${name}`);
  }

  function valueAt(node, index, name) {
    return String((node === 'setlinfo' ? list.content.info?.[name] : list.content.rows?.[node]?.[index]?.[name]) ?? '');
  }

  function wordOf(node, name, value) {
    return dictionaries.get(fieldOf(node, name)?.dictionary)?.names.get(value) ?? '';
  }

  function isAmount(node, name) {
    const field = fieldOf(node, name);
    return ['iteminfo', 'payinfo'].includes(node) && field?.type === 'N';
  }

  // ------------------------------------------------------------ moving

  /** Moves the focus among the fields by a number of them; among those with findings only if asked. */
  function move(step, onlySaid) {
    const all = heads().filter((head) => !onlySaid || head.closest('.item').querySelector('.said'));
    const here = all.indexOf(document.activeElement);
    const everyone = heads();
    const from = everyone.indexOf(document.activeElement);
    let next = all[here + step];
    if (here < 0) {
      const later = all.filter((head) => everyone.indexOf(head) > from);
      next = step > 0 ? later[0] : all.filter((head) => everyone.indexOf(head) < from).pop();
    }
    focusOn(next ?? (here < 0 ? all[0] : null));
  }

  function focusOn(head) {
    if (head) {
      heads().forEach((other) => other.setAttribute('tabindex', '-1'));
      head.setAttribute('tabindex', '0');
      head.focus();
      head.scrollIntoView({block: 'center'});
    }
  }

  return {
    element,
    show,
    move,
    close,
    /** Moves to a place, or to the block that it would be in. */
    go(place) {
      const item = at(place);
      if (item) {
        focusOn(item.querySelector('.item-head'));
      } else {
        element.querySelector(`[data-place="${CSS.escape(place)}"]`)?.scrollIntoView({block: 'center'});
      }
    },
    marks: () => marks,
    keepOrWithdraw,
    label: (mark) => nameOfPlace(mark, labelOf),
    /** Whether somebody is typing a correction. */
    isBusy: () => panel?.querySelector('.correction[data-touched]') !== null && panel !== null,
    place: () => document.activeElement?.closest?.('.item')?.dataset.place ?? opened,
  };
}

/** What a mark says, in words. */
export function textOf(mark) {
  switch (mark.source) {
    case 'difference':
      return t('one.difference', mark.ours || t('one.nothing'), mark.theirs || t('one.nothing'));
    case 'quality':
      return t('one.quality.said', mark.text || '–', mark.value || t('one.nothing'));
    default:
      return nodeText(mark.text);
  }
}

/** Whether the source has changed since a correction, and somebody has to say which counts. */
export function isChanged(mark) {
  return mark.rule === 'SL-C-changed';
}

function nameOfPlace(mark, labelOf) {
  const [, node, index, name] = /^(\w+?)(?:\[(\d+)\])?(?:\.(\w+))?$/.exec(mark.place) ?? [];
  if (!node) {
    return '';
  }
  const row = index === undefined ? '' : `${t(`one.node.${node}`)} ${Number(index) + 1}`;
  const field = name ? labelOf(node, name) : '';
  return [row || (node === 'setlinfo' ? '' : t(`one.node.${node}`)), field].filter(Boolean).join(' · ');
}

function systemOf(node, name, row) {
  if (name === 'tcm_dise_code') {
    return 'tcm-disease';
  }
  if (name === 'oprn_oprt_code') {
    return 'procedure';
  }
  if (name === 'wm_dise_code' || name === 'diag_code') {
    return {2: 'tcm-disease', 3: 'tcm-syndrome'}[row.diag_type] ?? 'diagnosis';
  }
  return '';
}

function isLong(value) {
  return value.length > LONG;
}

/** The last field beside this one: what opens below must not tear the line apart. */
function lastOfLine(item) {
  let last = item;
  while (last.nextElementSibling?.offsetTop === item.offsetTop) {
    last = last.nextElementSibling;
  }
  return last;
}

/** The sum of amounts in yuan, taken in fen. */
function yuan(amounts) {
  const fen = amounts.reduce((sum, amount) => sum + Math.round(Number(amount || 0) * 100), 0);
  return (fen / 100).toFixed(2);
}
