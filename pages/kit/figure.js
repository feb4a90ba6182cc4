// A figure of Plotly in its place: drawn again only where it changed, the ones in sight first, with the plotly.js of Streamlit itself.
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
  const card = { host, plot, button, said: "", drawn: "", width: 0, height: 0 };
  button.onclick = () => (document.fullscreenElement === host ? document.exitFullscreen() : host.requestFullscreen());
  host.onfullscreenchange = () => name(card);
  card.watch = new ResizeObserver(() => ask(card));
  card.watch.observe(host);
  return card;
}

function name({ host, button, wanted }) {
  button.title = document.fullscreenElement === host ? wanted.unfull : wanted.full;
  button.setAttribute("aria-label", button.title);
}

function ask(card) {
  waiting.add(card);
  turn ??= Promise.resolve(load(card.wanted?.plotly)).then(work);
}

async function work() {
  while (waiting.size) {
    const all = [...waiting], seen = (one) => one.host.getBoundingClientRect().top < innerHeight;
    const card = all.length > 1 ? all.find(seen) ?? all[0] : all[0];
    waiting.delete(card);
    try { draw(card); } catch (error) { console.error(error); }
    if (waiting.size) await new Promise((go) => setTimeout(go, 0));
  }
  turn = undefined;
}

function draw(card) {
  const { host, plot, wanted, said } = card, width = host.clientWidth;
  if (!width || !host.isConnected) return; // not shown: it is drawn when it has a place
  const { data, layout } = wanted.figure, height = document.fullscreenElement === host ? host.clientHeight : layout.height;
  if (card.drawn === said && card.width === width && card.height === height) return;
  if (card.drawn === said) window.Plotly.relayout(plot, { width, height });
  else window.Plotly.react(plot, data, { ...layout, width, height, autosize: false }, config);
  if (!card.drawn && wanted.picks) plot.on("plotly_click", ({ points }) => {
    const id = points.map((one) => one.customdata?.[0]).find(Boolean);
    if (id) card.send("picked", String(id));
  });
  Object.assign(card, { drawn: said, width, height });
  for (const one of plot.querySelectorAll(".main-svg")) one.setAttribute("viewBox", `0 0 ${width} ${height}`); // paper is narrower
}

export default function ({ data, parentElement, setTriggerValue }) {
  const said = new TextDecoder().decode(data), card = cards.get(parentElement) ?? make(parentElement);
  cards.set(parentElement, card);
  card.send = setTriggerValue;
  if (card.said !== said) {
    card.said = said;
    card.wanted = JSON.parse(said);
    card.host.style.height = `${card.wanted.figure.layout.height}px`;
    card.host.setAttribute("aria-label", card.wanted.alt);
    name(card);
    ask(card);
  }
  return () => {
    cards.delete(parentElement);
    waiting.delete(card);
    card.watch.disconnect();
    window.Plotly?.purge(card.plot);
    card.host.remove();
  };
}
