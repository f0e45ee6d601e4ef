// Selecting, moving and zooming in the flame views of a preview's page.
(() => {
  const spans = JSON.parse(document.getElementById('spans').textContent);
  const details = document.getElementById('details');
  const number = (bar, name) => Number(bar.dataset[name]);
  const isAll = (flame) => flame.classList.contains('all');
  const laneOf = (bar) => number(bar, isAll(bar.parentElement) ? 'lane' : 'foldedLane');
  const barsIn = (flame) => [...flame.querySelectorAll(isAll(flame) ? '.span' : '.span:not(.folded)')];
  const middle = (bar) => (number(bar, 'from') + number(bar, 'to')) / 2;

  function element(name, text, className) {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function list(pairs) {
    const made = document.createElement('dl');
    for (const [key, value] of pairs) made.append(element('dt', key), element('dd', String(value)));
    return made;
  }

  function select(bar) {
    for (const other of document.querySelectorAll('.span')) other.setAttribute('aria-pressed', String(other === bar));
    for (const other of bar.parentElement.querySelectorAll('.span')) other.tabIndex = other === bar ? 0 : -1;
    const span = spans[bar.dataset.key];
    const failure = span.tags['error.message'] || (span.error ? 'marked as an error' : '');
    details.replaceChildren(
      element('h2', span.name),
      ...(failure ? [element('p', failure, 'failure')] : []),
      list([
        ['service', span.service],
        ['resource', span.resource],
        ['duration', `${(span.duration / 1e6).toFixed(3)} ms`],
        ['trace', span.traceId],
        ['span', span.spanId],
      ]),
      element('h3', 'Tags'),
      list([...Object.entries(span.tags), ...Object.entries(span.metrics)].sort(([a], [b]) => a.localeCompare(b))),
    );
  }

  // All times of an axis have one unit, and enough digits to differ.
  function timeAt(time, from, to) {
    const [size, unit] = [
      [1e9, 's'],
      [1e6, 'ms'],
      [1e3, 'µs'],
    ].find(([least]) => to >= least) || [1, 'ns'];
    const digits = 2 - Math.floor(Math.log10(Math.max(1, to - from) / size));
    return `${(time / size).toFixed(Math.min(9, Math.max(0, digits)))} ${unit}`;
  }

  function zoom(flame, from, to) {
    flame.style.setProperty('--from', from);
    flame.style.setProperty('--to', Math.max(from + 1, to));
    flame.classList.toggle('zoomed', from !== 0);
    flame.querySelectorAll('.ticks span').forEach((tick, index, all) => {
      tick.textContent = timeAt(from + (index / (all.length - 1)) * (to - from), from, to);
    });
  }

  function whole(flame) {
    zoom(flame, 0, Math.max(...[...flame.querySelectorAll('.span')].map((bar) => number(bar, 'to'))));
  }

  function nearest(bars, bar) {
    return bars.sort((a, b) => Math.abs(middle(a) - middle(bar)) - Math.abs(middle(b) - middle(bar)))[0];
  }

  function neighbour(bar, key) {
    const bars = barsIn(bar.parentElement);
    const lane = laneOf(bar);
    const inLane = (wanted) => bars.filter((other) => laneOf(other) === wanted);
    const moves = {
      ArrowUp: () => nearest(inLane(lane - 1), bar),
      ArrowDown: () => nearest(inLane(lane + 1), bar),
      ArrowLeft: () =>
        nearest(
          inLane(lane).filter((other) => middle(other) < middle(bar)),
          bar,
        ),
      ArrowRight: () =>
        nearest(
          inLane(lane).filter((other) => middle(other) > middle(bar)),
          bar,
        ),
      Home: () => bars[0],
    };
    return moves[key]?.();
  }

  // Spans too short for the screen lie over each other: the one nearest to the pointer's moment is meant.
  function pointed(event, flame) {
    const bar = event.target.closest('.span');
    if (!bar) return undefined;
    const frame = flame.getBoundingClientRect();
    const [from, to] = ['--from', '--to'].map((name) => Number(flame.style.getPropertyValue(name)));
    const at = from + ((event.clientX - frame.left) / frame.width) * (to - from);
    const distance = (other) => Math.max(0, number(other, 'from') - at, at - number(other, 'to'));
    const lane = barsIn(flame).filter((other) => laneOf(other) === laneOf(bar));
    return lane.sort((a, b) => distance(a) - distance(b))[0];
  }

  function onKey(event) {
    const bar = event.target.closest('.span');
    if (!bar) return;
    const flame = bar.parentElement;
    if (event.key === 'Escape') whole(flame);
    else if (event.key === 'Enter') zoom(flame, number(bar, 'from'), number(bar, 'to'));
    else {
      const next = neighbour(bar, event.key);
      if (!next) return;
      next.focus();
      select(next);
    }
    event.preventDefault();
  }

  // The chosen span may be one that is folded again: Tab then stops at the first span.
  function toggle(more, flame) {
    const all = flame.classList.toggle('all');
    more.setAttribute('aria-expanded', String(all));
    more.textContent = all ? more.dataset.fewer : more.dataset.all;
    const bars = barsIn(flame);
    if (!bars.some((bar) => bar.tabIndex === 0)) bars[0].tabIndex = 0;
  }

  for (const more of document.querySelectorAll('.more')) {
    const flame = more.parentElement.querySelector('.flame');
    more.addEventListener('click', () => toggle(more, flame));
  }

  for (const flame of document.querySelectorAll('.flame')) {
    whole(flame);
    barsIn(flame)[0].tabIndex = 0;
    flame.addEventListener('keydown', onKey);
    flame.addEventListener('click', (event) => {
      const bar = pointed(event, flame);
      if (!bar) return;
      bar.focus();
      select(bar);
    });
    flame.addEventListener('dblclick', (event) => {
      const bar = pointed(event, flame);
      if (bar) zoom(flame, number(bar, 'from'), number(bar, 'to'));
      else whole(flame);
    });
  }
})();
