import {fill, h} from './dom.js';
import {setGlobalKeys, setPageKeys, showKeys} from './keys.js';
import {loading} from './parts.js';
import {begin, changePassword, logout, may, user} from './session.js';
import {language, setLanguage, t} from './texts.js';
import {access} from './access.js';
import {alert} from './alert.js';
import {alerts} from './alerts.js';
import {board} from './board.js';
import {codes} from './codes.js';
import {deliveries} from './deliveries.js';
import {list} from './list.js';
import {report} from './report.js';
import {tables} from './tables.js';

/**
 * The pages by their place behind the #, with the roles that see them; without roles all do. A page
 * `within` another is reached from there only.
 */
const PAGES = [
  {path: 'codes', make: codes},
  {path: 'board', make: board},
  {path: 'list', make: list, within: 'board'},
  {path: 'report', make: report},
  {path: 'alerts', make: alerts, roles: ['office', 'it']},
  {path: 'alert', make: alert, within: 'alerts', roles: ['office', 'it']},
  {path: 'deliveries', make: deliveries, roles: ['office', 'it']},
  {path: 'tables', make: tables, roles: ['office', 'it']},
  {path: 'access', make: access, roles: []},
];

const main = h('main', {id: 'main', tabindex: '-1'});
let shown = null;

function visiblePages() {
  return PAGES.filter((page) => !page.roles || may(...page.roles));
}

function mainPages() {
  return visiblePages().filter((page) => !page.within);
}

/** The page that is shown, or the one that it belongs to. */
function mainPath() {
  const {path} = place();
  return PAGES.find((page) => page.path === path)?.within ?? path;
}

function place() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  return {path: path.split('/')[0], rest: path.split('/').slice(1).join('/'), parameters: new URLSearchParams(query ?? '')};
}

function drawFrame() {
  const here = mainPath();
  const pages = h(
    'nav',
    {'aria-label': t('nav.label')},
    mainPages().map((page) =>
      h('a', {href: `#/${page.path}`, 'aria-current': page.path === here ? 'page' : false}, t(`nav.${page.path}`)),
    ),
  );
  const other = language() === 'zh' ? 'en' : 'zh';
  const header = h(
    'header',
    null,
    h('a', {class: 'skip', href: '#main', onclick: (event) => {
      event.preventDefault();
      main.focus();
    }}, t('skip')),
    h('a', {class: 'brand', href: '#/'}, t('brand')),
    pages,
    h(
      'div',
      {class: 'tools'},
      h('button', {class: 'plain', lang: other === 'en' ? 'en' : 'zh-CN', 'aria-label': t('switch.label'), id: 'language', onclick: () => {
        setLanguage(other);
        shown = null;
        draw();
        document.getElementById('language').focus();
      }}, t('switch')),
      h('button', {class: 'plain key-help', 'aria-label': t('keys.help'), title: t('keys.help'), onclick: showKeys}, '?'),
      h(
        'details',
        {class: 'menu', id: 'user'},
        h('summary', {'aria-label': `${t('user.menu')}: ${user().name}`}, user().name),
        h(
          'div',
          {class: 'menu-items'},
          h('p', null, user().roles.map((role) => t(`role.${role}`)).join(' · ')),
          h('button', {class: 'plain', onclick: () => {
            document.getElementById('user').open = false;
            changePassword();
          }}, t('user.password')),
          h('button', {class: 'plain', id: 'logout', onclick: logout}, t('user.logout')),
        ),
      ),
    ),
  );
  const old = document.querySelector('body > header');
  if (old) {
    old.replaceWith(header);
  } else {
    document.body.prepend(header, main, h('div', {id: 'toasts', role: 'status', 'aria-live': 'polite', 'aria-label': t('toast.label')}));
  }
}

function draw() {
  const {path, rest, parameters} = place();
  const pages = visiblePages();
  const page = pages.find((candidate) => candidate.path === path) ?? pages[0];
  if (page.path !== path) {
    history.replaceState(null, '', `#/${page.path}`);
  }
  drawFrame();
  document.title = `${t(`nav.${page.path}`)} · 对码 Duima`;
  if (shown?.path !== page.path) {
    shown?.made.leave?.();
    shown = {path: page.path, made: page.make()};
    setPageKeys(shown.made.keys ?? []);
    fill(main, shown.made.element);
  }
  shown.made.show(rest, parameters);
}

function openNext() {
  const pages = mainPages();
  const at = pages.findIndex((page) => page.path === mainPath());
  location.hash = `#/${pages[(at + 1) % pages.length].path}`;
}

function start() {
  setGlobalKeys([
    {keys: ['g'], text: t('keys.pages'), run: openNext},
    {keys: ['?'], text: t('keys.help'), run: showKeys},
  ]);
  document.addEventListener('click', (event) => {
    const menu = document.getElementById('user');
    if (menu && !menu.contains(event.target)) {
      menu.open = false;
    }
  });
  window.addEventListener('hashchange', draw);
  draw();
}

fill(main, loading());
document.title = '对码 Duima';
await begin();
start();
