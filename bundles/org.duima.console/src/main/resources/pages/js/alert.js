import {get} from './api.js';
import {fill, h} from './dom.js';
import {moment, nodeText, word} from './format.js';
import {badge, failed, loading} from './parts.js';
import {alertsPlace} from './place.js';
import {outcomeBadge, REACTIONS, seenBadge} from './recent.js';
import {t} from './texts.js';

/** One alert with its evidence: what was said to whom, by which points, on which facts, and the feedback. */
export function alert() {
  let asked = 0;
  const body = h('div');
  const element = h('div', {class: 'page'}, body);

  async function read(id) {
    const turn = ++asked;
    fill(body, loading());
    try {
      const [one, known] = await Promise.all([get(`alerts/${encodeURIComponent(id)}`), get('knowledge')]);
      if (turn === asked) {
        draw(one, known);
      }
    } catch (e) {
      if (turn === asked) {
        fill(body, h('div', {class: 'panel'}, failed(e, () => read(id))));
      }
    }
  }

  function draw(one, known) {
    const ruleClass = known.classes.find((candidate) => candidate.id === one.ruleClass);
    const reason = (code) => (code === 'comment' ? t('alerts.reason.own') : nodeText(known.reasons.find((candidate) => candidate.code === code)?.text) || code);
    fill(
      body,
      h(
        'div',
        {class: 'one-line'},
        h('a', {class: 'button', href: alertsPlace({section: 'recent', class: one.ruleClass})}, t('back')),
        h('h1', null, ruleClass ? nodeText(ruleClass.name) : one.ruleClass),
        seenBadge(one),
      ),
      h(
        'div',
        {class: 'panel section evidence'},
        h('h2', null, badge(one.reaction, REACTIONS[one.reaction], word('reaction', one.reaction)), ' ', nodeText(one.text)),
        list([
          [t('alerts.suggestion'), nodeText(one.suggestion)],
          [t('alerts.basis'), nodeText(one.basis)],
          [t('alerts.items'), one.itemNames.map((name, index) => (one.items[index] ? `${name} ${one.items[index]}` : name)).join(t('comma'))],
          [t('alerts.amount'), one.amount && t('unit.yuan', one.amount)],
          [t('alerts.selfpay'), one.selfPayOffered && t('alerts.selfpay.yes')],
          [t('alerts.point'), one.points.length > 0 && one.points.map((point) => [h('a', {class: 'code', href: alertsPlace({section: 'points', search: point})}, point), ' '])],
          [t('alerts.batch'), [...new Set(one.batches)].join(t('comma'))],
          [t('alerts.class'), h('span', {class: 'code'}, one.ruleClass)],
        ]),
      ),
      h(
        'div',
        {class: 'panel section evidence'},
        h('h2', null, t('alerts.facts')),
        rows(
          ['name', 'value', 'source'].map((id) => t(`alerts.fact.${id}`)),
          one.facts.map((fact) => [word('fact', fact.name), fact.value, h('span', {class: 'sub'}, fact.source)]),
          t('alerts.facts.none'),
        ),
      ),
      h(
        'div',
        {class: 'panel section evidence'},
        h('h2', null, t('alerts.feedback')),
        rows(
          [t('alerts.at'), t('alerts.outcome'), t('one.why'), t('alerts.told')],
          one.feedback.map((given) => [
            moment(given.at),
            [outcomeBadge(given.outcome), !given.counts && [' ', h('span', {class: 'sub'}, t('alerts.replaced'))]],
            [reason(given.reason), given.comment && `: ${given.comment}`],
            given.toldAt ? moment(given.toldAt) : '–',
          ]),
          t('alerts.feedback.none'),
        ),
      ),
      h(
        'div',
        {class: 'panel section evidence'},
        h('h2', null, t('alerts.asked')),
        list([
          [t('alerts.at'), moment(one.at)],
          [t('alerts.scene'), word('scene', one.scene)],
          [t('alerts.door'), word('door', one.door)],
          [t('list.department'), one.department],
          [t('alerts.orderer'), one.orderer],
          [t('alerts.request'), h('span', {class: 'code'}, one.request)],
          [t('alerts.keys'), one.keys.length > 0 && h('span', {class: 'code'}, one.keys.join(' '))],
          [t('alerts.millis'), t('alerts.millis.value', Number(one.millis).toFixed(1))],
          [t('alerts.id'), h('span', {class: 'code'}, one.id)],
        ]),
      ),
    );
  }

  return {
    element,
    keys: [{keys: ['b'], text: t('back'), run: () => history.back()}],
    show(rest) {
      read(decodeURIComponent(rest));
    },
  };
}

/** Names with their values; empty ones are left out. */
function list(pairs) {
  return h('dl', {class: 'facts-list'}, pairs.filter(([, value]) => value).map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value))));
}

function rows(heads, all, none) {
  return all.length === 0
    ? h('p', {class: 'sub'}, none)
    : h(
        'div',
        {class: 'scroll'},
        h(
          'table',
          {class: 'rows cards'},
          h('thead', null, h('tr', null, heads.map((head) => h('th', {scope: 'col'}, head)))),
          h('tbody', null, all.map((cells) => h('tr', null, cells.map((cell, index) => h('td', {'data-label': heads[index]}, cell))))),
        ),
      );
}
