"use strict";
// The map of a sweep over other keys and by other measures, and its table cut down to chosen values, from the cells in #values-sweep. The
// address keeps what was chosen.
(() => {
  const store = document.getElementById("values-sweep");
  if (!store) return;
  const sweep = JSON.parse(store.textContent);
  const at = id => document.getElementById(id);
  const mapIds = ["map-measure", "map-x", "map-y"].filter(id => at(id));
  const filterIds = sweep.keys.map((_, index) => "filter-" + index).filter(id => at(id));
  const selects = [...mapIds, ...filterIds].map(at);

  const figure = value => {
    const size = Math.abs(value);
    const decimals = size >= 1000 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size === 0 ? 0 : size >= 0.1 ? 3 : 4;
    return value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  };

  // MARK: Map

  const shown = key => {
    const count = sweep.keys[key].values.length;
    if (count <= sweep.most) return [...Array(count).keys()];
    return [...Array(sweep.most).keys()].map(index => Math.floor(index * (count - 1) / (sweep.most - 1)));
  };

  // The best cell at each place. Whatever is short because others were turned away comes behind all that turned none away.
  const bestAt = (measure, x, y) => {
    const lower = sweep.measures[measure].lower, latency = sweep.measures[measure].latency;
    const best = new Map();
    for (const cell of sweep.cells) {
      const value = cell[1][measure];
      if (value === null || cell[0][x] === null || cell[0][y] === null) continue;
      const place = cell[0][x] + "," + cell[0][y];
      const other = best.get(place);
      const behind = latency && cell[2] > 0, otherBehind = other && latency && other[2] > 0;
      const isBetter = !other || (behind !== otherBehind ? otherBehind : lower ? value < other[1][measure] : value > other[1][measure]);
      if (isBetter) best.set(place, cell);
    }
    return best;
  };

  const element = (name, attributes, ...children) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  const words = cell => sweep.keys.map((key, index) => cell[0][index] === null ? "" : key.title + " " + key.values[cell[0][index]]).filter(Boolean).join(", ");
  const text = (cell, measure) => {
    const value = figure(cell[1][measure]);
    return sweep.measures[measure].latency && cell[2] > 0 ? "(" + value + ")" : value;
  };

  const draw = (width, measure, x, y, best) => {
    const columns = shown(x), rows = shown(y);
    const names = rows.map(row => sweep.keys[y].values[row]);
    const left = Math.min(width * 0.34, 14 + 7 * Math.max(...names.map(name => name.length)));
    const top = 24, step = (width - left - 14) / columns.length, line = 24, bottom = top + line * rows.length;
    const widest = Math.max(...columns.map(column => sweep.keys[x].values[column].length)) * 7;
    const tilted = widest + 8 > step;
    const height = bottom + (tilted ? Math.min(120, widest * 0.6 + 18) : 20) + 22;
    const values = [...best.values()].map(cell => cell[1][measure]);
    const least = Math.min(...values), most = Math.max(...values), wide = least > 0 && most / least > 20;
    const way = value => most <= least ? 0.5 : wide ? Math.log(value / least) / Math.log(most / least) : (value - least) / (most - least);
    const svg = element("svg", { class: "chart", viewBox: `0 0 ${width} ${height.toFixed(0)}`, role: "img", "aria-label": title(measure, x, y) });
    const label = (content, name, px, py) => { const made = element("text", { class: name, x: px.toFixed(1), y: py.toFixed(1) }); made.textContent = content; svg.append(made); return made; };
    label(sweep.keys[y].title, "", 2, 12);
    rows.forEach((row, index) => label(names[index].slice(0, Math.floor((left - 10) / 6.4)), "end", left - 8, top + line * (index + 0.5) + 4));
    columns.forEach((column, index) => {
      const middle = left + step * (index + 0.5);
      if (!tilted) { label(sweep.keys[x].values[column], "soft mid", middle, bottom + 17); return; }
      if (index % Math.max(1, Math.ceil(15 / step))) return;
      const made = label(sweep.keys[x].values[column].slice(0, 24), "soft end", 0, 0);
      made.setAttribute("transform", `translate(${(middle + 4).toFixed(1)} ${(bottom + 14).toFixed(1)}) rotate(-35)`);
    });
    label(sweep.keys[x].title, "mid", (left + width - 14) / 2, height - 6);
    rows.forEach((row, down) => columns.forEach((column, across) => {
      const cell = best.get(column + "," + row);
      const strength = cell ? (sweep.measures[measure].lower ? 1 - way(cell[1][measure]) : way(cell[1][measure])) : null;
      const box = element("rect", {
        class: cell ? "f0" : "none", x: (left + step * across + 1).toFixed(1), y: (top + line * down + 1).toFixed(1),
        width: Math.max(1, step - 2).toFixed(1), height: line - 2, "fill-opacity": cell ? (0.06 + 0.94 * strength).toFixed(2) : 1
      });
      if (cell) { const note = element("title", {}); note.textContent = words(cell) + ": " + text(cell, measure); box.append(note); }
      svg.append(box);
      const content = cell ? text(cell, measure) : "";
      if (content.length * 7 <= step - 4) label(content, strength > 0.6 ? "mid on" : "mid", left + step * (across + 0.5), top + line * (down + 0.5) + 4);
    }));
    return svg;
  };

  const title = (measure, x, y) => `${sweep.measures[measure].title} by ${sweep.keys[x].title} and ${sweep.keys[y].title}`;

  const drawMap = () => {
    const place = at("figure-map");
    if (!place || mapIds.length < 3) return;
    const [measure, x, y] = mapIds.map(id => Number(at(id).value));
    const best = bestAt(measure, x, y);
    place.querySelector("h3").textContent = title(measure, x, y);
    for (const [name, width] of [["wide", 720], ["narrow", 340]]) place.querySelector("." + name).replaceChildren(draw(width, measure, x, y, best));
    // The numbers are those of the picture.
    const table = place.querySelector("table");
    const heads = [...table.tHead.rows[0].cells];
    [sweep.keys[x].title, sweep.keys[y].title, sweep.measures[measure].title].forEach((content, index) => { heads[index].textContent = content; });
    heads.slice(3).forEach(head => { head.hidden = true; });
    table.tBodies[0].replaceChildren(...[...best.values()].map(cell => {
      const row = document.createElement("tr");
      [sweep.keys[x].values[cell[0][x]], sweep.keys[y].values[cell[0][y]], text(cell, measure)].forEach((content, index) => {
        const made = row.insertCell();
        made.textContent = content;
        if (index === 2) made.className = "number";
      });
      return row;
    }));
    const others = sweep.keys.filter((_, index) => index !== x && index !== y).map(key => key.title);
    place.querySelector("figcaption").textContent = "The stronger the colour, the better." + (others.length ? ` A place shows the best over ${others.join(", ")}.` : "");
  };

  // MARK: Table

  const filter = () => {
    const section = at("cells");
    const table = section && section.querySelector("table");
    if (!table || !filterIds.length) return;
    const wanted = filterIds.map((id, index) => Number(at(id).value) ? sweep.keys[index].values[Number(at(id).value) - 1] : null);
    let count = 0;
    for (const row of table.tBodies[0].rows) {
      row.hidden = wanted.some((value, index) => value !== null && row.cells[index].textContent !== value);
      if (!row.hidden) count++;
    }
    at("cells-shown").textContent = `${count} of ${table.tBodies[0].rows.length} cells`;
  };

  // MARK: Address

  const isFirst = select => select.value === select.dataset.first;
  const keep = () => {
    const chosen = selects.filter(select => !isFirst(select)).map(select => select.id + "=" + select.value);
    history.replaceState(null, "", chosen.length ? "#" + chosen.join("&") : location.pathname + location.search);
  };
  const read = () => {
    for (const [id, value] of new URLSearchParams(location.hash.slice(1))) {
      const select = selects.find(one => one.id === id);
      if (select && [...select.options].some(option => option.value === value)) select.value = value;
    }
  };

  const show = changed => {
    // The same key across and down shows nothing: the other one gives way.
    if (mapIds.length === 3 && at("map-x").value === at("map-y").value) {
      const other = changed === "map-x" ? at("map-y") : at("map-x");
      other.value = String([...other.options].map(option => option.value).find(value => value !== at(changed === "map-x" ? "map-x" : "map-y").value));
    }
    // What is drawn first is the program's own picture.
    if (mapIds.some(id => !isFirst(at(id))) || changed) drawMap();
    filter();
  };

  for (const id of ["map-controls", "cell-filters"]) if (at(id)) at(id).hidden = false;
  for (const select of selects) select.addEventListener("change", () => { show(select.id); keep(); });
  addEventListener("hashchange", () => { read(); show(null); });
  read();
  show(null);
})();
