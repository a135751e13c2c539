import {h} from './dom.js';
import {moment, nodeText, word} from './format.js';
import {badge} from './parts.js';
import {alertPlace} from './place.js';
import {t} from './texts.js';

/** How strongly an alert spoke. */
export const REACTIONS = {B: 'bad', W: 'warn', I: 'info'};

/** Whether somebody saw an alert; if not, why. */
export function seenBadge(alert) {
  return alert.shown ? badge(t('alerts.seen.true'), 'info') : badge(t('pair', t('alerts.seen.false'), word('silence', alert.silence)), '');
}

/** What became of an alert. */
export function outcomeBadge(outcome) {
  return badge(word('feedback', outcome), outcome === 'accepted' ? 'ok' : 'warn');
}

/** Alerts in short, newest first. `page` makes the names of classes, rows and the table. */
export function recentTable(found, page) {
  return page.table(
    [[t('alerts.at')], [t('alerts.class')], [t('alerts.said')], [t('list.department')], [t('alerts.seen')], [t('alerts.outcome')]],
    found.map((one) =>
      page.row(
        {'data-alert': one.id},
        h('td', {'data-label': t('alerts.at')}, h('a', {href: alertPlace(one.id)}, moment(one.at))),
        h('td', {'data-label': t('alerts.class')}, page.className(one.ruleClass), one.batches.length > 0 && [' ', h('div', {class: 'sub'}, [...new Set(one.batches)].join('、'))]),
        h('td', {class: 'why-cell', 'data-label': t('alerts.said')}, badge(one.reaction, REACTIONS[one.reaction], word('reaction', one.reaction)), ' ', nodeText(one.text), one.points.length > 0 && [' ', h('div', {class: 'sub code'}, one.points.join(' '))]),
        h('td', {'data-label': t('list.department')}, one.department || '–'),
        h('td', {'data-label': t('alerts.seen')}, seenBadge(one)),
        h('td', {'data-label': t('alerts.outcome')}, one.outcome ? outcomeBadge(one.outcome) : '–'),
      ),
    ),
    t('alerts.recent.none'),
  );
}
