"use strict";
// What-if of a plan: figures of other rates and fleets from the runs in #values-what-if. The address keeps what was asked.
(() => {
  const store = document.getElementById("values-what-if");
  if (!store) return;
  const values = JSON.parse(store.textContent);
  const at = id => document.getElementById("what-" + id);
  const controls = ["layout", "rate", "replicas", "replicas2", "price", "price2", "share"].filter(id => at(id));

  // Fleets of a kind: the same replicas of each pool but for a factor. The factor is what their rates are compared by.
  const divisor = (a, b) => b ? divisor(b, a % b) : a;
  const factor = replicas => replicas.reduce(divisor);
  const kind = replicas => replicas.map(count => count / factor(replicas)).join("+");
  const nameOf = (layout, replicas) => replicas.length === 1 ? "x" + replicas[0]
    : layout.isMixed ? replicas.map(count => "x" + count).join(" + ") : replicas[0] + "P+" + replicas[1] + "D";
  const layouts = values.layouts.map(layout => {
    const fleetName = replicas => nameOf(layout, replicas);
    const fleets = new Map();
    for (const point of layout.points) fleets.set(fleetName(point.replicas), point.replicas);
    fleets.set(fleetName(layout.replicas), layout.replicas);
    // Of two types each has a slider of its own, up to twice the most that was simulated.
    const most = layout.replicas.map((own, pool) => 2 * Math.max(own, ...layout.points.map(point => point.replicas[pool])));
    if (layout.replicas.length === 1) {
      const most = 2 * Math.max(...[...fleets.values()].map(replicas => replicas[0]));
      for (let count = 1; count <= most; count++) fleets.set("x" + count, [count]);
    }
    const total = replicas => replicas.reduce((sum, count) => sum + count, 0);
    return { ...layout, most, fleets: [...fleets.values()].sort((a, b) => total(a) - total(b) || a[0] - b[0]) };
  });
  const layoutOf = rank => layouts.find(layout => layout.rank === rank) ?? layouts[0];

  const digits = (value, decimals) => value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  const figure = value => digits(value, value >= 1000 ? 0 : value >= 10 ? 1 : 2);
  const share = value => {
    let decimals = 1;
    while (value < 1 && decimals < 6 && Number((value * 100).toFixed(decimals)) === 100) decimals++;
    return Number((value * 100).toFixed(decimals)) + " %";
  };
  const time = seconds => seconds >= 1 ? figure(seconds) + " s" : figure(seconds * 1000) + " ms";

  // The points of one kind over a measure of load, and the figures at a place between two of them.
  const between = (points, measure, place) => {
    const sorted = points.slice().sort((a, b) => measure(a) - measure(b) || a.isCut - b.isCut);
    const near = sorted.find(point => Math.abs(measure(point) / place - 1) < 1e-6);
    if (near) return { ...near, low: near, high: near };
    const high = sorted.find(point => measure(point) > place), low = sorted.findLast(point => measure(point) < place);
    if (!low || !high || low.isCut) return null;
    const part = (place - measure(low)) / (measure(high) - measure(low));
    const mix = (a, b) => a + (b - a) * part;
    return {
      shares: low.shares.map((value, index) => mix(value, high.shares[index])),
      half: low.half === null || high.half === null ? null : Math.max(low.half, high.half),
      p99: low.p99 && high.p99 ? low.p99.map((value, index) => mix(value, high.p99[index])) : null, isCut: high.isCut, low, high
    };
  };

  // Of two types side by side: fleets that differ in one of them alone, at the rate that is asked, over the load of a replica of it.
  const alongOne = (layout, replicas, rate, fleetName) => {
    if (!layout.isMixed) return null;
    for (const pool of [1, 0]) {
      const row = layout.points.filter(point => point.replicas[1 - pool] === replicas[1 - pool] && Math.abs(point.rate / rate - 1) < 1e-6);
      const found = between(row, point => 1 / point.replicas[pool], 1 / replicas[pool]);
      if (!found) continue;
      const names = [found.low, found.high].map(point => fleetName(point.replicas));
      return { ...found, half: null, how: "interpolated", detail: `between ${names.join(" and ")} at ${figure(rate)} req/s, which were simulated` };
    }
    return null;
  };

  // Why the points of two types cannot say, with what was simulated.
  const unsaid = (layout, rate, fleetName) => {
    const nearest = Math.min(...layout.points.map(point => Math.abs(Math.log(point.rate / rate))));
    const near = layout.points.filter(point => Math.abs(Math.log(point.rate / rate)) < nearest + 1e-6);
    const names = [...new Set(near.map(point => fleetName(point.replicas)))];
    const shown = names.slice(0, 6).join(", ") + (names.length > 6 ? ` and ${names.length - 6} more` : "");
    return `what a replica of one type takes off the other is known of simulated fleets alone: ${shown} at ${figure(near[0].rate)} req/s`;
  };

  const answer = (layout, replicas, rate) => {
    const fleetName = replicas => nameOf(layout, replicas);
    const own = layout.points.filter(point => fleetName(point.replicas) === fleetName(replicas));
    const same = between(own, point => point.rate, rate);
    if (same) {
      if (same.low === same.high) return { ...same, how: "simulated", detail: same.low.seeds === 1 ? "one run" : same.low.seeds + " seeds" };
      return { ...same, how: "interpolated", detail: `between ${figure(same.low.rate)} and ${figure(same.high.rate)} req/s, which were simulated` };
    }
    const along = alongOne(layout, replicas, rate, fleetName);
    if (along) return along;
    const alike = layout.points.filter(point => kind(point.replicas) === kind(replicas));
    const measure = point => point.rate / factor(point.replicas);
    const scaled = between(alike, measure, rate / factor(replicas));
    if (scaled) {
      const names = [scaled.low, scaled.high].map(point => `${fleetName(point.replicas)} at ${figure(point.rate)} req/s`);
      const detail = "by the rate of a replica, from " + (names[0] === names[1] ? names[0] : names.join(" and "));
      return { ...scaled, half: null, how: "interpolated", detail };
    }
    const loads = alike.map(point => measure(point) * factor(replicas));
    if (!loads.length) return { how: "outside", detail: layout.isMixed ? unsaid(layout, rate, fleetName) : "no such fleet was simulated" };
    const ends = [Math.min(...loads), Math.max(...loads)].map(figure);
    return { how: "outside", detail: `fleets of this kind were simulated ${ends[0] === ends[1] ? "at" : `from ${ends[0]} to`} ${ends[1]} req/s` };
  };

  const state = { rate: values.rate, share: values.asked[0] };
  const choose = rank => {
    const layout = layoutOf(rank);
    Object.assign(state, { layout: layout.rank, replicas: layout.replicas, price: layout.prices[0], price2: layout.prices[1] });
  };
  choose(layouts[0].rank);

  const show = () => {
    const layout = layoutOf(state.layout), replicas = state.replicas;
    const gpus = replicas.map((count, pool) => count * layout.gpus[pool]);
    const accelerators = gpus.reduce((sum, count) => sum + count, 0);
    const dollars = gpus.reduce((sum, count, pool) => sum + count * (layout.isMixed && pool === 1 ? state.price2 : state.price), 0);
    const found = answer(layout, replicas, state.rate);
    const asked = values.asked.length === 1 ? [state.share] : values.asked;
    const set = (id, text) => { at(id).textContent = text; };
    set("layout-shown", "");
    set("rate-shown", figure(state.rate));
    const counted = count => `${count} GPU${count === 1 ? "" : "s"}`;
    if (layout.isMixed) {
      set("replicas-shown", `${layout.kinds[0]} x${replicas[0]}, ${counted(gpus[0])}`);
      set("replicas2-shown", `${layout.kinds[1]} x${replicas[1]}, ${counted(gpus[1])}`);
      set("price-shown", `${layout.kinds[0]} $${figure(state.price)}`);
      set("price2-shown", `${layout.kinds[1]} $${figure(state.price2)}`);
    } else {
      set("replicas-shown", `${nameOf(layout, replicas)}, ${counted(accelerators)}`);
      set("price-shown", "$" + figure(state.price));
    }
    if (at("share-shown")) set("share-shown", share(state.share));
    set("month", "$" + digits(dollars * values.hoursPerMonth, 0));
    const each = dollars / (3600 * state.rate * values.outputTokens) * 1e6;
    set("month-note", `$${digits(dollars, 2)} an hour, $${digits(each, 2)} a million output tokens`);
    set("how", found.how === "outside" ? `Outside what was simulated: not shown (${found.detail}).`
      : `${found.how[0].toUpperCase() + found.how.slice(1)}: ${found.detail}.`);
    document.getElementById("what-if-controls").dataset.how = found.how;
    if (found.how === "outside") {
      for (const id of ["attained", "verdict"]) set(id, "-");
      set("attained-note", "");
      set("verdict-note", "");
      set("latencies", "");
      return;
    }
    // The demand that is nearest to its share, or furthest below it.
    const worst = asked.map((value, index) => ({ value, share: found.shares[index] })).sort((a, b) => (a.share - a.value) - (b.share - b.value))[0];
    const half = found.half ?? 0;
    set("attained", (found.isCut ? "<" : "") + share(worst.share) + (found.half === null || found.isCut ? "" : ` ± ${digits(half * 100, 1)}`));
    set("attained-note", found.isCut ? "at most: the run was cut short" : `${share(worst.value)} is asked for`);
    const verdict = worst.share < worst.value - (found.isCut ? 0 : half) ? "does not hold"
      : found.isCut ? "not known" : worst.share - half >= worst.value ? "holds" : "too close to tell";
    set("verdict", verdict);
    set("verdict-note", found.how);
    set("latencies", found.p99 ? values.limits.map((limit, index) => `${limit.name} ${time(found.p99[index])} of ${time(limit.seconds)}`).join(", ") : "");
  };

  const fill = () => {
    const layout = layoutOf(state.layout);
    at("layout").value = layout.rank;
    at("rate").value = state.rate;
    const slide = (id, least, most, value, text) => {
      const input = at(id);
      [input.min, input.max, input.value] = [least, most, value];
      input.setAttribute("aria-valuetext", text);
    };
    if (layout.isMixed) {
      slide("replicas", 1, layout.most[0], state.replicas[0], `${layout.kinds[0]} x${state.replicas[0]}`);
      slide("replicas2", 1, layout.most[1], state.replicas[1], `${layout.kinds[1]} x${state.replicas[1]}`);
      at("price2").value = Number(state.price2.toFixed(4));
    } else {
      const name = nameOf(layout, state.replicas);
      slide("replicas", 0, layout.fleets.length - 1, layout.fleets.findIndex(replicas => nameOf(layout, replicas) === name), name);
    }
    for (const id of ["replicas2", "price2"]) if (at(id)) at(id).closest("label").hidden = !layout.isMixed;
    at("price").value = Number(state.price.toFixed(4));
    if (at("share")) at("share").value = state.share;
    for (const row of document.querySelectorAll("tr[data-choice]")) row.classList.toggle("chosen", Number(row.dataset.choice) === layout.rank);
  };

  const link = () => {
    const layout = layoutOf(state.layout);
    const keys = ["layout", "rate", "replicas", "price"].concat(layout.isMixed ? ["price2"] : [], ["share"]);
    const fragment = "#" + keys.map(key => {
      const value = key === "replicas" ? nameOf(layout, state.replicas).replaceAll(" ", "")
        : typeof state[key] === "number" ? Number(state[key].toPrecision(6)) : state[key];
      return `${key}=${encodeURIComponent(value)}`;
    }).join("&");
    try { history.replaceState(null, "", fragment); } catch { location.replace(fragment); }
  };

  // Only what can be: a link may come from anybody.
  const restore = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    if (!asked.has("layout")) return false;
    const rank = Number(asked.get("layout"));
    if (layouts.some(layout => layout.rank === rank)) choose(rank);
    const read = (key, least, most) => {
      const value = Number(asked.get(key));
      if (asked.has(key) && Number.isFinite(value) && value >= least && value <= most) state[key] = value;
    };
    read("rate", Number(at("rate").min), Number(at("rate").max));
    read("price", 0, 100000);
    const layout = layoutOf(state.layout);
    if (layout.isMixed) read("price2", 0, 100000);
    if (at("share")) read("share", 0.5, 1);
    const wanted = (asked.get("replicas") ?? "").replace(/^(\d+)$/, "x$1");
    const counts = layout.isMixed ? wanted.match(/^x(\d+)\+x(\d+)$/)?.slice(1).map(Number) : null;
    if (counts && counts.every((count, pool) => count >= 1 && count <= layout.most[pool])) state.replicas = counts;
    state.replicas = layout.fleets.find(replicas => nameOf(layout, replicas) === wanted) ?? state.replicas;
    return true;
  };

  const changed = id => {
    const input = at(id);
    if (id === "layout") choose(Number(input.value));
    else if (id === "replicas2") state.replicas = [state.replicas[0], Number(input.value)];
    else if (id === "replicas") {
      const layout = layoutOf(state.layout);
      state.replicas = layout.isMixed ? [Number(input.value), state.replicas[1]] : layout.fleets[Number(input.value)];
    } else if (input.checkValidity() && input.value !== "") state[id] = Number(input.value);
    else return;
    if (id === "layout" || id.startsWith("replicas")) fill();
    show();
    link();
  };
  for (const id of controls) at(id).addEventListener("input", () => changed(id));
  for (const row of document.querySelectorAll("tr[data-choice]")) {
    const take = () => {
      const rank = Number(row.dataset.choice);
      if (!layouts.some(layout => layout.rank === rank)) return;
      choose(rank);
      fill();
      show();
      link();
    };
    row.addEventListener("click", take);
    row.addEventListener("keydown", event => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      take();
    });
  }
  addEventListener("hashchange", () => { if (restore()) { fill(); show(); } });
  restore();
  fill();
  show();
})();
