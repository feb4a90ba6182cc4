// A figure in its place: drawn again only where it changed, the ones in sight first; by `draw.js`, or by the plotly.js of Streamlit itself
// where it needs that.
const cards = new Map(), waiting = new Set();
const config = { displayModeBar: false, scrollZoom: false, doubleClick: false, showTips: false, responsive: false };
let turn, library;

function load(name) {
  if (window.Plotly) return;
  const own = performance.getEntriesByType("resource").map((one) => one.name).find((one) => /\/static\/js\/index\./.test(one));
  return library ??= import(new URL(name, own ?? document.querySelector("script[type=module][src]").src).href);
}

function make(parent) {
  const host = document.createElement("div"), plot = document.createElement("div"), button = document.createElement("button");
  host.className = "ho-figure";
  host.setAttribute("role", "figure");
  button.type = "button";
  host.append(plot, button);
  parent.append(host);
  const card = { host, plot, button, said: "", drawn: "", width: 0, height: 0, points: [] };
  button.onclick = () => (document.fullscreenElement === host ? document.exitFullscreen() : host.requestFullscreen());
  host.onfullscreenchange = () => name(card);
  card.watch = new ResizeObserver(() => ask(card));
  card.watch.observe(host);
  plot.onpointermove = plot.onpointerdown = (event) => point(card, event);
  plot.onpointerleave = () => card.tip?.remove();
  plot.onclick = (event) => {
    const { id } = card.wanted.picks ? under(card, event) ?? {} : {};
    if (id) card.send("picked", String(id));
  };
  return card;
}

function name({ host, button, wanted }) {
  button.title = document.fullscreenElement === host ? wanted.unfull : wanted.full;
  button.setAttribute("aria-label", button.title);
}

function under({ plot, points }, event) {
  const { left, top } = plot.getBoundingClientRect();
  return nearest(points, event.clientX - left, event.clientY - top);
}

/** What is said of a mark, beside it and within the figure. */
function point(card, event) {
  const found = under(card, event), { host } = card;
  card.plot.style.cursor = found?.id && card.wanted.picks ? "pointer" : "";
  if (!found?.text) return card.tip?.remove();
  const tip = (card.tip ??= Object.assign(document.createElement("div"), { className: "ho-tip" }));
  tip.replaceChildren(...lines(found.text).map((parts) => {
    const line = document.createElement("div");
    line.append(...parts.map(({ bold, text }) => Object.assign(document.createElement(bold ? "b" : "span"), { textContent: text })));
    return line;
  }));
  host.append(tip);
  const x = found.w ? event.clientX - host.getBoundingClientRect().left : found.x, y = found.y + found.h / 2, before = x + 12 + tip.offsetWidth > host.clientWidth;
  tip.style.left = `${Math.max(before ? x - 12 - tip.offsetWidth : x + 12, 0)}px`;
  tip.style.top = `${Math.min(Math.max(y - tip.offsetHeight / 2, 0), Math.max(host.clientHeight - tip.offsetHeight, 0))}px`;
}

function ask(card) {
  waiting.add(card);
  turn ??= Promise.resolve().then(work);
}

async function work() {
  while (waiting.size) {
    const all = [...waiting], seen = (one) => one.host.getBoundingClientRect().top < innerHeight;
    const card = all.length > 1 ? all.find(seen) ?? all[0] : all[0];
    waiting.delete(card);
    try {
      if (!card.plain) await load(card.wanted?.plotly);
      draw(card);
    } catch (error) { console.error(error); }
    if (waiting.size) await new Promise((go) => setTimeout(go, 0));
  }
  turn = undefined;
}

function draw(card) {
  const { host, plot, wanted, said, plain } = card, width = host.clientWidth;
  if (!width || !host.isConnected) return; // not shown: it is drawn when it has a place
  const { data, layout } = wanted.figure, height = document.fullscreenElement === host ? host.clientHeight : layout.height;
  if (card.drawn === said && card.width === width && card.height === height) return;
  card.tip?.remove();
  if (plain) card.points = sketch(plot, wanted.figure, width, height);
  else if (card.drawn === said) window.Plotly.relayout(plot, { width, height });
  else window.Plotly.react(plot, data, { ...layout, width, height, autosize: false }, config);
  if (!plain && !card.heard && wanted.picks) {
    card.heard = true;
    plot.on("plotly_click", ({ points }) => {
      const id = points.map((one) => one.customdata?.[0]).find(Boolean);
      if (id) card.send("picked", String(id));
    });
  }
  Object.assign(card, { drawn: said, width, height });
  plot.dataset.drawn = Number(plot.dataset.drawn ?? 0) + 1;
  for (const one of plot.querySelectorAll(".main-svg")) one.setAttribute("viewBox", `0 0 ${width} ${height}`); // paper is narrower
}

/** Takes away what plotly.js has drawn, so that it and `draw.js` never share a place. */
function clear(card) {
  if (card.plain === false) window.Plotly?.purge(card.plot);
  Object.assign(card, { points: [], drawn: "", heard: false });
  card.plot.replaceChildren();
}

export default function ({ data, parentElement, setTriggerValue }) {
  const said = new TextDecoder().decode(data), card = cards.get(parentElement) ?? make(parentElement);
  cards.set(parentElement, card);
  card.send = setTriggerValue;
  if (card.said !== said) {
    card.said = said;
    card.wanted = JSON.parse(said);
    const plain = fits(card.wanted.figure);
    if (card.plain !== undefined && card.plain !== plain) clear(card);
    card.plain = plain;
    card.host.style.height = `${card.wanted.figure.layout.height}px`;
    card.host.setAttribute("aria-label", card.wanted.alt);
    name(card);
    ask(card);
  }
  return () => {
    cards.delete(parentElement);
    waiting.delete(card);
    card.watch.disconnect();
    clear(card);
    card.host.remove();
  };
}
