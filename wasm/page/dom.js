// Elements, made of data. Whatever was read from evidence becomes text here and nothing else: no markup is ever parsed.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** h('p.note', {id: 'x', onclick: f}, 'text', child, [more]) */
export function h(what, attributes, ...children) {
  const [tag, ...classes] = what.split('.');
  const element = document.createElement(tag);
  if (classes.length > 0) element.className = classes.join(' ');
  return fill(element, attributes, children);
}

/** The same in SVG. */
export function s(what, attributes, ...children) {
  const [tag, ...classes] = what.split('.');
  const element = document.createElementNS(SVG, tag);
  if (classes.length > 0) element.setAttribute('class', classes.join(' '));
  return fill(element, attributes, children);
}

export const byId = (id) => document.getElementById(id);

/** A small sign beside a word; the word says the same. */
export function icon(name) {
  const paths = {
    good: 'M5 12.5l4.5 4.5L19 7.5',
    proof: 'M13 3L5.5 13.5H11L10 21l8-11h-5.8z',
    bad: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
    open: 'M9 9.2a3 3 0 1 1 4.4 2.6c-1 .6-1.4 1.1-1.4 2.2M12 17.6v.2',
    keys: 'M8.5 15.5a4 4 0 1 1 3.4-6.1H20v3h-2v2.5h-3v-2.5h-3.1a4 4 0 0 1-3.4 3.1z',
    none: 'M7 12h10',
  };
  return s(`svg.icon`, { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, s('path', { d: paths[name] ?? paths.none }));
}
