/**
 * Where things stand on a list. A place is what the node says: `setlinfo.gend`,
 * `diseinfo[0].diag_code`, `diseinfo[0]`, `diseinfo`. A path is what a correction says: rows by their
 * code before correction, since a later message may change their order.
 */

/** The field whose value names a row of a node. */
const KEYS = {
  diseinfo: 'diag_code',
  oprninfo: 'oprn_oprt_code',
  icuinfo: 'scs_cutd_inpool_time',
  bldinfo: 'bld_cat',
  opspdiseinfo: 'oprn_oprt_code',
};
const PRINCIPALS = {'principal-diagnosis': ['diseinfo', 'maindiag_flag'], 'principal-procedure': ['oprninfo', 'oprn_oprt_type']};
const SEVERITIES = {ERROR: 'E', WARNING: 'W', INFO: 'I'};
const KINDS = {E: 'bad', W: 'warn', I: 'info'};

export function placeOf(node, index, field) {
  return node === 'setlinfo' ? `setlinfo.${field}` : `${node}[${index}].${field}`;
}

/** What names the rows of a node, in their order; empty where nothing does. */
function keysOf(content, node) {
  return (content.rows?.[node] ?? []).map(
    (row, index) => (content.replaced?.[placeOf(node, index, KEYS[node])] ?? row[KEYS[node]]) || row.source_code || '',
  );
}

/** What names a row for the choice of the principal one; empty where nothing does. */
export function keyOf(content, node, index) {
  return KEYS[node] ? keysOf(content, node)[index] : '';
}

/** The path of a correction at a place; empty where rows cannot be named. */
export function pathOf(content, node, index, field) {
  if (node === 'setlinfo') {
    return `setlinfo.${field}`;
  }
  const keys = KEYS[node] ? keysOf(content, node) : [];
  const key = keys[index];
  if (!key || /[[\]#]/.test(key) || key.length > 60) {
    return '';
  }
  const occurrence = keys.slice(0, index + 1).filter((other) => other === key).length;
  return `${node}[${key}${occurrence > 1 ? `#${occurrence}` : ''}].${field}`;
}

/** The place of a correction that stands; empty where the list no longer has it. */
export function placeOfCorrection(content, {path, value}) {
  if (PRINCIPALS[path]) {
    const [node, flag] = PRINCIPALS[path];
    const rows = content.rows?.[node] ?? [];
    const index = rows.findIndex((row) => row[flag] === '1' && !['2', '3'].includes(row.diag_type));
    const isIt = index >= 0 && [keyOf(content, node, index), rows[index][KEYS[node]]].includes(value);
    return isIt ? placeOf(node, index, flag) : '';
  }
  const info = /^setlinfo\.(\w+)$/.exec(path);
  if (info) {
    return path;
  }
  const row = /^(\w+)\[([^\]]+?)(?:#(\d+))?\]\.(\w+)$/.exec(path);
  if (!row || !KEYS[row[1]]) {
    return '';
  }
  const named = keysOf(content, row[1]).map((key, index) => ({key, index})).filter((one) => one.key === row[2]);
  const found = named[Number(row[3] ?? 1) - 1];
  return found ? placeOf(row[1], found.index, row[4]) : '';
}

/**
 * Everything that somebody says about a place: findings, the platform's refusal, differences to what
 * it holds, its quality control.
 *
 * @param form fields of the form
 * @return `{place, kind, letter, rule, text, original}` in that order; an unknown place is empty
 */
export function marksOf(list, form) {
  const content = list.content ?? {};
  const marks = (list.findings ?? []).map((finding) => {
    const letter = SEVERITIES[finding.severity] ?? finding.severity;
    return {place: finding.path ?? '', kind: KINDS[letter] ?? 'warn', letter, rule: finding.rule, text: finding.text};
  });
  for (const field of list.refusal?.fields ?? []) {
    const places = field.places?.length > 0 ? field.places.map((one) => one.path) : [field.path];
    for (const place of places) {
      const known = field.places?.find((one) => one.path === place);
      marks.push({
        place, kind: 'bad', source: 'platform', rule: list.refusal.rule, text: field.text, label: field.label,
        origin: known?.origin || field.origin, original: list.refusal.original,
      });
    }
  }
  for (const one of list.platform?.differences ?? []) {
    marks.push({place: one.path, kind: 'warn', source: 'difference', ours: one.ours, theirs: one.theirs});
  }
  for (const result of (list.quality ?? []).filter((one) => !one.outdated)) {
    for (const detail of result.details ?? []) {
      marks.push({
        place: placeOfField(form, detail.field), kind: 'warn', source: 'quality', text: detail.result, label: detail.field,
        rule: result.month, value: detail.initialValue,
      });
    }
  }
  return marks.map((mark) => ({...mark, place: nearest(content, mark.place)}));
}

/** The place of a field that the platform names by its wire name or by what people call it. */
function placeOfField(form, name) {
  const plain = String(name ?? '').split('.').pop().trim().toLowerCase();
  const fields = form.filter((field) => field.name === plain || field.label.zh === String(name).trim());
  const field = fields.find((one) => one.node === 'setlinfo') ?? fields[0];
  return field ? (field.node === 'setlinfo' ? `setlinfo.${field.name}` : field.node) : '';
}

/** The place itself, else the row or node that it would be in; empty if the list has nothing like it. */
function nearest(content, place) {
  const row = /^(\w+)\[(\d+)\](\.\w+)?$/.exec(place);
  if (row) {
    return Number(row[2]) < (content.rows?.[row[1]] ?? []).length ? place : row[1];
  }
  return /^setlinfo\.\w+$/.test(place) || content.rows?.[place] ? place : '';
}
