import {language, say, t} from './texts.js';

const two = (n) => String(n).padStart(2, '0');

/** A whole number with separators. */
export function count(n) {
  return n === null || n === undefined ? '–' : Number(n).toLocaleString('en-US');
}

/** Fen as yuan. */
export function money(fen) {
  if (fen === null || fen === undefined) {
    return '–';
  }
  return (Number(fen) / 100).toLocaleString('en-US', {minimumFractionDigits: 2, maximumFractionDigits: 2});
}

/** Fen as a short figure for a tile: in 万元 from ten thousand yuan on. */
export function shortMoney(fen) {
  if (fen === null || fen === undefined) {
    return '–';
  }
  const yuan = Number(fen) / 100;
  if (language() === 'zh' && Math.abs(yuan) >= 10000) {
    return `${(yuan / 10000).toLocaleString('en-US', {maximumFractionDigits: 2})} 万元`;
  }
  return t('unit.yuan', money(fen));
}

/** A share of 1 as percent with one decimal. */
export function percent(share) {
  return share === null || share === undefined ? '–' : `${(Number(share) * 100).toFixed(1)}%`;
}

/** An instant or a local time as day and minute on this computer's clock. */
export function moment(text) {
  if (!text) {
    return '';
  }
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? text : `${day(time)} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** yyyy-MM-dd of a date object, by this computer's clock. */
export function day(date) {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** First day of a month, `back` months before this one. */
export function monthStart(back = 0) {
  const now = new Date();
  return day(new Date(now.getFullYear(), now.getMonth() - back, 1));
}

/** Last day of a month, `back` months before this one. */
export function monthEnd(back = 0) {
  const now = new Date();
  return day(new Date(now.getFullYear(), now.getMonth() - back + 1, 0));
}

/** A word of the node by its id, else the id itself. */
export function word(group, id) {
  const key = `${group}.${id}`;
  const text = t(key);
  return text === key ? id : text;
}

/** A text of the node: {zh, en}, or what is a plain string already. */
export function nodeText(text) {
  return text && typeof text === 'object' ? say(text) : (text ?? '');
}
