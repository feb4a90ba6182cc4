// The plain figures in a few milliseconds: lines, bands, dots, bars and words on axes whose ticks the server wrote. It reads the same JSON
// as plotly.js, and says of a figure that needs more of it that it does not (`fits`). Names are text: only <b> and <br> act.
const SVG = "http://www.w3.org/2000/svg", DAY = /^\d{4}-\d\d-\d\d/, NEAR = 20, pen = document.createElement("canvas").getContext("2d");
const OF_LAYOUT = new Set(["template", "margin", "height", "width", "autosize", "annotations", "shapes", "barmode", "bargap"]);
const OF_AXIS = new Set([
  "range", "tickmode", "tickvals", "ticktext", "tickangle", "tickfont", "type", "anchor", "domain", "matches", "showticklabels", "showgrid",
  "gridcolor", "gridwidth", "autorange", "visible", "fixedrange", "automargin", "ticklabelstandoff", "zeroline", "title", "showline",
  "linecolor", "linewidth", "ticks", "ticklen", "tickcolor",
]);
const MARKS = {
  circle: (r) => `M${r},0A${r},${r} 0 1,1 0,${-r}A${r},${r} 0 0,1 ${r},0Z`,
  square: (r) => `M${r},${r}H${-r}V${-r}H${r}Z`,
  diamond: (r) => `M${1.3 * r},0L0,${1.3 * r}L${-1.3 * r},0L0,${-1.3 * r}Z`,
  "triangle-up": (r) => `M${-1.155 * r},${r / 2}H${1.155 * r}L0,${-r}Z`,
  x: (r, a = r / Math.SQRT2) => `M0,${a}l${a},${a}l${a},${-a}l${-a},${-a}l${a},${-a}l${-a},${-a}l${-a},${a}l${-a},${-a}l${-a},${a}l${a},${a}l${-a},${a}l${a},${a}Z`,
  "line-ns": (r) => `M0,${r}V${-r}`,
  "line-ew": (r) => `M${r},0H${-r}`,
};
const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&nbsp;": "\u00a0" };

const axesOf = (layout) => Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key));
const at = (value, index) => (Array.isArray(value) ? value[index] : value);
const merged = (under, over) => {
  const found = { ...under };
  for (const [key, value] of Object.entries(over ?? {}))
    found[key] = value && typeof value === "object" && !Array.isArray(value) ? merged(found[key], value) : value;
  return found;
};

function fits({ data, layout }) {
  const axes = axesOf(layout);
  if (!data.length || !Object.keys(layout).every((key) => OF_LAYOUT.has(key) || axes.includes(key))) return false;
  if (!axes.every((key) => Array.isArray(layout[key].tickvals ?? (layout[key].showticklabels === false && [])) && Object.keys(layout[key]).every((one) => OF_AXIS.has(one)))) return false;
  if (axes.some((key) => layout[key].type === "log")) return false;
  if (!(layout.shapes ?? []).every((one) => one.type === "line" || one.type === "rect")) return false;
  if (!(layout.annotations ?? []).every((one) => one.showarrow === false && !one.textangle)) return false;
  return data.every((one) => {
    if (!Array.isArray(one.x) || !Array.isArray(one.y) || !layout[axis(one, "x")] || !layout[axis(one, "y")]) return false;
    if (one.hoverinfo !== "skip" && one.hovertemplate !== "%{hovertext}<extra></extra>") return false;
    if (one.type === "bar") return one.width !== undefined && one.marker?.color !== undefined;
    if ((one.type ?? "scatter") !== "scatter" || !/^(lines|markers|lines\+markers)$/.test(one.mode) || one.error_x || one.error_y || one.text) return false;
    if (one.fill && one.fill !== "tonexty") return false;
    const symbols = [one.marker?.symbol ?? "circle"].flat();
    return symbols.every((name) => MARKS[name.replace("-open", "")]) && (!one.mode.includes("markers") || one.marker?.color !== undefined);
  });
}

const axis = (one, letter) => `${letter}axis${(one[`${letter}axis`] ?? letter).slice(1)}`;

function scaleOf(key, given, data) {
  const letter = key[0], own = data.filter((one) => axis(one, letter) === key);
  const named = !given.range && (given.type === "category" || own.some((one) => one[letter].some((value) => typeof value === "string" && !DAY.test(value))));
  const dated = !named && (given.type === "date" || DAY.test(given.range?.[0] ?? own[0]?.[letter][0]));
  const names = named ? [...new Set(own.flatMap((one) => one[letter]))] : [];
  const value = (one) => (one === null || one === undefined ? NaN : typeof one === "number" ? one : named ? names.indexOf(one) : dated ? Date.parse(one.includes("T") ? `${one}Z` : one) : Number(one));
  let range = given.range?.map(value);
  if (!range) {
    const found = named ? [-0.5, names.length - 0.5] : [Math.min(...own.flatMap((one) => one[letter].map(value))), Math.max(...own.flatMap((one) => one[letter].map(value)))];
    const pad = named && own.some((one) => one.mode?.includes("markers")) ? 0.1 : 0;
    range = [found[0] - pad, found[1] + pad];
  }
  if (!given.range && given.autorange === "reversed") range.reverse();
  return { ...given, key, letter, value, range, domain: given.domain ?? [0, 1] };
}

function lines(text) {
  const found = [[]];
  let bold = false;
  for (const part of String(text).split(/(<br>|<\/?b>)/)) {
    if (part === "<br>") found.push([]);
    else if (part === "<b>" || part === "</b>") bold = part === "<b>";
    else if (part) found.at(-1).push({ bold, text: part.replace(/&(lt|gt|amp|nbsp);/g, (one) => ENTITIES[one]) });
  }
  return found;
}

function wide(parts, size, family) {
  return parts.reduce((sum, { text, bold }) => {
    pen.font = `${bold ? 700 : 400} ${size}px ${family}`;
    return sum + pen.measureText(text).width;
  }, 0);
}

const element = (name, attributes, parent) => {
  const one = document.createElementNS(SVG, name);
  for (const key in attributes) if (attributes[key] !== undefined) one.setAttribute(key, attributes[key]);
  parent?.append(one);
  return one;
};

/** Words in lines: `x`, `y` is the place of the box, `across` and `down` the part of it that lies before that place; with `within`, the
 * width of the figure, the box is moved so that it ends there. */
function write(parent, text, { x: wanted, y, across, down, size, color, family, ground, within }) {
  const all = lines(text), high = size * 1.2 + size * 1.3 * (all.length - 1), top = y - down * high;
  const long = ground || within ? Math.max(...all.map((one) => wide(one, size, family))) : 0;
  const x = within ? Math.max(Math.min(wanted, within - (1 - across) * long), across * long) : wanted;
  if (ground) element("rect", { x: x - across * long, y: top, width: long, height: high, fill: ground }, parent);
  const told = element("text", { x, "text-anchor": ["start", "middle", "end"][across * 2], "font-size": size, fill: color }, parent);
  all.forEach((parts, row) => {
    const line = all.length > 1 || parts.length > 1 ? element("tspan", { x, y: top + size * (0.95 + 1.3 * row) }, told) : told;
    if (line === told) told.setAttribute("y", top + size * 0.95);
    for (const { bold, text: words } of parts) {
      const own = line === told ? told : element("tspan", {}, line);
      own.textContent = words;
      if (bold) own.setAttribute("font-weight", 700);
    }
  });
}

const dashed = (dash, width) => {
  const step = Math.max(width, 3), of = { dot: [1, 1], dash: [3, 3], longdash: [5, 5], dashdot: [3, 1, 1, 1] }[dash];
  return of?.map((one) => `${one * step}`).join(",");
};

function runs(points) {
  const found = [];
  let last;
  for (const point of points) {
    if (!Number.isFinite(point[0]) || !Number.isFinite(point[1])) last = undefined;
    else if (last) last.push(point);
    else found.push((last = [point]));
  }
  return found;
}

const rounded = (value) => Math.round(value * 100) / 100;
const path = (points, steps) => points.map(([x, y], index) => (index === 0 ? `M${rounded(x)},${rounded(y)}` : steps ? `H${rounded(x)}V${rounded(y)}` : `L${rounded(x)},${rounded(y)}`)).join("");
const stepped = (points) => points.flatMap((point, index) => (index ? [[point[0], points[index - 1][1]], point] : [point]));

/** Draws `figure` into `plot`, and gives what can be pointed at: `{ x, y, w, h, text, id }` in pixels. */
function sketch(plot, { data, layout: own }, width, height) {
  const layout = merged(own.template.layout, own), family = layout.font.family, points = [];
  const scales = Object.fromEntries(axesOf(own).map((key) => [key, scaleOf(key, merged(own.template.layout[`${key[0]}axis`], own[key]), data)]));
  const all = Object.values(scales), texts = (one) => (one.visible === false || one.showticklabels === false ? [] : one.tickvals.map((value, index) => [one.value(value), one.ticktext?.[index] ?? String(value)]));
  const margin = { ...layout.margin }, size = (one) => one.tickfont?.size ?? layout.font.size;
  const away = (one) => (one.ticks === "outside" ? one.ticklen ?? 5 : 0) + (one.ticklabelstandoff ?? 0) + (one.letter === "x" ? 2 : 3);
  for (const one of all) {
    const told = texts(one), across = scales[`${one.letter === "x" ? "y" : "x"}axis${(one.anchor ?? "").slice(1)}`];
    if (!told.length || (across?.domain[0] ?? 0) > 0.001) continue;
    if (one.letter === "y") margin.l = Math.max(margin.l, away(one) + Math.max(...told.flatMap(([, text]) => lines(text).map((line) => wide(line, size(one), family)))));
    else margin.b = Math.max(margin.b, away(one) + 2 + Math.max(...told.map(([, text]) => size(one) * (1.2 + 1.3 * (lines(text).length - 1)))));
  }
  for (const one of all.filter(({ letter }) => letter === "x")) { // the first and the last word below an axis end within the figure
    for (const [value, text] of texts(one)) {
      const part = (value - one.range[0]) / (one.range[1] - one.range[0]), half = Math.max(...lines(text).map((line) => wide(line, size(one), family))) / 2;
      const long = width - margin.l - margin.r, place = one.domain[0] + part * (one.domain[1] - one.domain[0]);
      if (part < 0 || part > 1) continue;
      margin.r = Math.max(margin.r, half - (1 - place) * long);
      margin.l = Math.max(margin.l, half - place * long);
    }
  }
  const least = layout.minreducedwidth ?? 40;
  if (margin.l + margin.r > width - least) { // a phone: no more room than the words at the right need, then the names are cut
    const ends = (layout.annotations ?? []).filter((one) => one.xref === "paper" && one.x === 1 && one.xanchor === "left");
    margin.r = Math.min(margin.r, Math.max(4, ...ends.map((one) => (one.xshift ?? 0) + Math.max(...lines(one.text).map((line) => wide(line, one.font?.size ?? 12, family))))));
    margin.l = Math.min(margin.l, Math.max(0, width - least - margin.r));
  }
  const box = { x: margin.l, y: margin.t, w: Math.max(width - margin.l - margin.r, least), h: Math.max(height - margin.t - margin.b, 10) };
  for (const one of all) {
    const [from, to] = one.domain, long = one.letter === "x" ? box.w : box.h;
    one.start = one.letter === "x" ? box.x + from * long : box.y + (1 - from) * long;
    one.end = one.letter === "x" ? box.x + to * long : box.y + (1 - to) * long;
    one.px = (value) => one.start + ((value - one.range[0]) / (one.range[1] - one.range[0])) * (one.end - one.start);
    one.to = (value) => one.px(one.value(value));
  }
  const svg = element("svg", { class: "main-svg", width, height, viewBox: `0 0 ${width} ${height}`, "font-family": family, "aria-hidden": true });
  const pairs = all.filter(({ letter }) => letter === "x").map((x) => [x, scales[`yaxis${(x.anchor ?? "y").slice(1)}`]]).filter(([, y]) => y);
  const inner = ([x, y]) => element("svg", { x: x.start, y: y.end, width: x.end - x.start, height: y.start - y.end, viewBox: `${x.start} ${y.end} ${x.end - x.start} ${y.start - y.end}` }, svg);

  const place = (ref, value, letter) => {
    if (ref === "paper") return letter === "x" ? box.x + value * box.w : box.y + (1 - value) * box.h;
    const [name, part] = (ref ?? letter).split(" "), one = scales[`${letter}axis${name.slice(1)}`];
    return part ? one.start + value * (one.end - one.start) : one.to(value);
  };
  const shapes = (below) => {
    for (const one of layout.shapes ?? []) {
      if ((one.layer === "below") !== below) continue;
      const [x0, x1] = [one.x0, one.x1].map((value) => place(one.xref, value, "x")), [y0, y1] = [one.y0, one.y1].map((value) => place(one.yref, value, "y"));
      const line = one.line ?? {}, stroke = (line.width ?? 2) > 0 ? { stroke: line.color ?? "#444", "stroke-width": line.width ?? 2, "stroke-dasharray": dashed(line.dash, line.width ?? 2) } : {};
      if (one.type === "line") element("path", { d: `M${x0},${y0}L${x1},${y1}`, fill: "none", ...stroke }, svg);
      else element("rect", { x: Math.min(x0, x1), y: Math.min(y0, y1), width: Math.abs(x1 - x0), height: Math.abs(y1 - y0), fill: one.fillcolor ?? "none", opacity: one.opacity, ...stroke }, svg);
    }
  };
  shapes(true);

  for (const [x, y] of pairs) {
    for (const [one, from, to] of [[x, y.start, y.end], [y, x.start, x.end]]) {
      if (one.visible === false || !one.showgrid) continue;
      const d = (one.tickvals ?? []).map((value) => one.to(value)).filter((value) => value >= Math.min(one.start, one.end) - 0.5 && value <= Math.max(one.start, one.end) + 0.5)
        .map((value) => (one === x ? `M${value},${from}V${to}` : `M${from},${value}H${to}`)).join("");
      if (d) element("path", { d, stroke: one.gridcolor, "stroke-width": one.gridwidth ?? 1 }, svg);
    }
  }

  let patterns = 0;
  const stacks = {};
  const hatched = (ground, color, fg) => {
    const id = `ho-hatch-${(sketch.count = (sketch.count ?? 0) + 1)}-${patterns++}`, tile = element("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse" }, svg);
    element("rect", { width: 6, height: 6, fill: ground }, tile);
    element("path", { d: "M-1.5,1.5l3,-3M0,6L6,0M4.5,7.5l3,-3", stroke: fg ?? color, "stroke-width": 1.1 }, tile);
    return `url(#${id})`;
  };
  function bars(trace, clipped, index) {
    const [x, y] = [scales[axis(trace, "x")], scales[axis(trace, "y")]], flat = trace.orientation === "h", [along, over] = flat ? [x, y] : [y, x];
    const group = element("g", { class: "bars" }, clipped), same = data.filter((one) => one.type === "bar"), mode = layout.barmode ?? "group";
    const shift = mode === "group" ? (same.indexOf(trace) - (same.length - 1) / 2) * (0.8 / same.length) : 0;
    trace[along.letter].forEach((length, place_) => {
      const middle = over.value(trace[over.letter][place_]) + shift, thick = at(trace.width, place_), value = length === null ? NaN : Number(length);
      if (!Number.isFinite(middle) || !Number.isFinite(value)) return;
      const key = `${along.key} ${over.value(trace[over.letter][place_])} ${value < 0}`;
      let from = trace.base === undefined ? 0 : along.value(at(trace.base, place_));
      if (mode === "relative" || mode === "stack") { from = stacks[key] ?? 0; stacks[key] = from + value; }
      const [a, b] = [along.px(from), along.px(from + value)], [c, d] = [over.px(middle - thick / 2), over.px(middle + thick / 2)];
      const [left, right, top, bottom] = flat ? [Math.min(a, b), Math.max(a, b), Math.min(c, d), Math.max(c, d)] : [Math.min(c, d), Math.max(c, d), Math.min(a, b), Math.max(a, b)];
      const { marker } = trace, fill = at(marker.color, place_), shape = at(marker.pattern?.shape, place_), line = marker.line ?? {};
      const painted = shape ? hatched(at(marker.pattern.bgcolor, place_) ?? (marker.pattern.fgcolor ? fill : layout.hoverlabel.bgcolor), fill, at(marker.pattern.fgcolor, place_)) : fill;
      const edge = at(line.width, place_) ?? 0, e = Math.min(edge, (right - left) / 2, (bottom - top) / 2) / 2;
      const told = element("path", { d: `M${rounded(left + e)},${rounded(top + e)}H${rounded(right - e)}V${rounded(bottom - e)}H${rounded(left + e)}Z`, fill: painted, stroke: edge ? at(line.color, place_) : undefined, "stroke-width": edge || undefined }, element("g", { class: "point" }, group));
      told.style.fill = painted;
      if (trace.hoverinfo !== "skip") points.push({ x: left, y: top, w: right - left, h: bottom - top, text: at(trace.hovertext, place_), id: trace.customdata?.[place_]?.[0], turn: index });
    });
  }
  function scatter(trace, clipped, before, index) {
    const [x, y] = [scales[axis(trace, "x")], scales[axis(trace, "y")]];
    const places = trace.x.map((value, index_) => [x.to(value), y.to(trace.y[index_])]), line = trace.line ?? {}, steps = line.shape === "hv";
    if (trace.fill && before) {
      const known = places.map((point, index_) => [point, before[index_]]), shaped = (list) => (steps ? stepped(list) : list);
      for (const run of runs(known.map(([p, q]) => (q && [...p, ...q].every(Number.isFinite) ? [1, 1, p, q] : [NaN])))) {
        const upper = shaped(run.map((one) => one[2])), lower = shaped(run.map((one) => one[3]));
        element("path", { d: `${path(upper)}${path(lower.reverse()).replace("M", "L")}Z`, fill: trace.fillcolor }, clipped);
      }
    }
    const layer = trace.cliponaxis === false ? element("g", { class: "scatterlayer" }, svg) : clipped;
    if (trace.mode.includes("lines") && line.width !== 0) {
      for (const run of runs(places)) element("path", { class: "js-line", d: path(run, steps), fill: "none", stroke: line.color, "stroke-width": line.width ?? 2, "stroke-dasharray": dashed(line.dash, line.width ?? 2), "stroke-linejoin": "round" }, clipped);
    }
    const group = trace.mode.includes("markers") ? element("g", { class: "points", opacity: at(trace.marker.opacity, 0) }, layer) : undefined;
    places.forEach(([px, py], index_) => {
      if (!Number.isFinite(px) || !Number.isFinite(py)) return;
      if (group) {
        const { marker } = trace, symbol = at(marker.symbol, index_) ?? "circle", open = symbol.endsWith("-open"), color = at(marker.color, index_);
        const edge = at(marker.line?.width, index_) ?? 0, bare = symbol.startsWith("line-");
        element("path", {
          class: "point", transform: `translate(${rounded(px)},${rounded(py)})`, d: MARKS[symbol.replace("-open", "")]((at(marker.size, index_) ?? 6) / 2), fill: open || bare ? "none" : color,
          stroke: open ? color : edge ? at(marker.line.color, index_) : undefined, "stroke-width": open ? edge || 1 : edge || undefined,
        }, group);
      }
      if (trace.hoverinfo !== "skip") points.push({ x: px, y: py, w: 0, h: 0, text: at(trace.hovertext, index_), id: trace.customdata?.[index_]?.[0], turn: index });
    });
    return places;
  }
  for (const pair of pairs) {
    const clipped = element("g", { class: "scatterlayer" }, inner(pair));
    let before;
    data.forEach((trace, index) => {
      if (axis(trace, "x") !== pair[0].key || axis(trace, "y") !== pair[1].key) return;
      if (trace.type === "bar") bars(trace, clipped, index);
      else before = scatter(trace, clipped, before, index);
    });
  }
  shapes(false);

  for (const [x, y] of pairs) {
    if (x.visible !== false && x.showline) element("path", { d: `M${x.start},${y.start}H${x.end}`, stroke: x.linecolor, "stroke-width": x.linewidth ?? 1 }, svg);
    for (const one of [x, y]) {
      const shown = (value) => { const px = one.px(value); return px >= Math.min(one.start, one.end) - 1 && px <= Math.max(one.start, one.end) + 1; };
      const told = texts(one).filter(([value]) => Number.isFinite(value) && shown(value)), color = one.tickfont?.color ?? layout.font.color;
      for (const [value, text] of told)
        write(svg, text, one === x ? { x: x.px(value), y: y.start + away(x), across: 0.5, down: 0, size: size(x), color, family } : { x: x.start - away(y), y: y.px(value), across: 1, down: 0.5, size: size(y), color, family });
      if (one === x && x.ticks === "outside" && x.visible !== false && x.showticklabels !== false)
        element("path", { d: told.map(([value]) => `M${rounded(x.px(value))},${y.start}v${x.ticklen ?? 5}`).join(""), stroke: x.tickcolor, "stroke-width": 1 }, svg);
    }
  }
  const anchors = { left: 0, center: 0.5, right: 1, top: 0, middle: 0.5, bottom: 1 };
  const third = (ref, value) => (/paper|domain/.test(ref ?? "") ? (value < 1 / 3 ? 0 : value > 2 / 3 ? 1 : 0.5) : 0.5);
  for (const one of layout.annotations ?? []) {
    if (one.text === undefined) continue;
    const x = place(one.xref, one.x, "x") + (one.xshift ?? 0), y = place(one.yref, one.y, "y") - (one.yshift ?? 0);
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    write(svg, one.text, {
      x, y, across: anchors[one.xanchor] ?? third(one.xref, one.x), down: anchors[one.yanchor] ?? 1 - third(one.yref, one.y),
      size: one.font?.size ?? layout.font.size, color: one.font?.color ?? layout.font.color, family, ground: one.bgcolor, within: width,
    });
  }
  plot.replaceChildren(svg);
  return points;
}

/** What lies nearest to a place of the figure, the later drawn first. */
function nearest(points, x, y) {
  let found, least = NEAR;
  for (const one of points) {
    const far = Math.hypot(Math.max(one.x - x, 0, x - one.x - one.w), Math.max(one.y - y, 0, y - one.y - one.h));
    if (far < least || (found && far === least)) [found, least] = [one, far];
  }
  return found;
}
