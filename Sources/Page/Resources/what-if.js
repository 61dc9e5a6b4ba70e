"use strict";
// What-if of a plan: figures of other rates and fleets from the runs in #values-what-if. The address keeps what was asked.
(() => {
  const store = document.getElementById("values-what-if");
  if (!store) return;
  const values = JSON.parse(store.textContent);
  const at = id => document.getElementById("what-" + id);
  const controls = ["layout", "rate", "replicas", "price", "share"].filter(id => at(id));

  // Fleets of a kind: the same replicas of each pool but for a factor. The factor is what their rates are compared by.
  const divisor = (a, b) => b ? divisor(b, a % b) : a;
  const factor = replicas => replicas.reduce(divisor);
  const kind = replicas => replicas.map(count => count / factor(replicas)).join("+");
  const fleetName = replicas => replicas.length === 1 ? "x" + replicas[0] : replicas[0] + "P+" + replicas[1] + "D";
  const layouts = values.layouts.map(layout => {
    const fleets = new Map();
    for (const point of layout.points) fleets.set(fleetName(point.replicas), point.replicas);
    fleets.set(fleetName(layout.replicas), layout.replicas);
    if (layout.replicas.length === 1) {
      const most = 2 * Math.max(...[...fleets.values()].map(replicas => replicas[0]));
      for (let count = 1; count <= most; count++) fleets.set("x" + count, [count]);
    }
    const total = replicas => replicas.reduce((sum, count) => sum + count, 0);
    return { ...layout, fleets: [...fleets.values()].sort((a, b) => total(a) - total(b) || a[0] - b[0]) };
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

  const answer = (layout, replicas, rate) => {
    const own = layout.points.filter(point => fleetName(point.replicas) === fleetName(replicas));
    const same = between(own, point => point.rate, rate);
    if (same) {
      if (same.low === same.high) return { ...same, how: "simulated", detail: same.low.seeds === 1 ? "one run" : same.low.seeds + " seeds" };
      return { ...same, how: "interpolated", detail: `between ${figure(same.low.rate)} and ${figure(same.high.rate)} req/s, which were simulated` };
    }
    const alike = layout.points.filter(point => kind(point.replicas) === kind(replicas));
    const measure = point => point.rate / factor(point.replicas);
    const scaled = between(alike, measure, rate / factor(replicas));
    if (scaled) {
      const names = [scaled.low, scaled.high].map(point => `${fleetName(point.replicas)} at ${figure(point.rate)} req/s`);
      const detail = "by the rate of a replica, from " + (names[0] === names[1] ? names[0] : names.join(" and "));
      return { ...scaled, half: null, how: "interpolated", detail };
    }
    const loads = alike.map(point => measure(point) * factor(replicas));
    if (!loads.length) return { how: "outside", detail: "no such fleet was simulated" };
    return { how: "outside", detail: `fleets of this kind were simulated from ${figure(Math.min(...loads))} to ${figure(Math.max(...loads))} req/s` };
  };

  const state = { layout: layouts[0].rank, rate: values.rate, replicas: fleetName(layouts[0].replicas), price: layouts[0].price, share: values.asked[0] };
  const replicasOf = () => {
    const layout = layoutOf(state.layout);
    return layout.fleets.find(replicas => fleetName(replicas) === state.replicas) ?? layout.replicas;
  };

  const show = () => {
    const layout = layoutOf(state.layout), replicas = replicasOf();
    const accelerators = replicas.reduce((sum, count) => sum + count, 0) * layout.gpus;
    const dollars = accelerators * state.price;
    const found = answer(layout, replicas, state.rate);
    const asked = values.asked.length === 1 ? [state.share] : values.asked;
    const set = (id, text) => { at(id).textContent = text; };
    set("layout-shown", "");
    set("rate-shown", figure(state.rate));
    set("replicas-shown", `${fleetName(replicas)}, ${accelerators} GPU${accelerators === 1 ? "" : "s"}`);
    set("price-shown", "$" + figure(state.price));
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
    at("replicas").min = 0;
    at("replicas").max = layout.fleets.length - 1;
    at("replicas").value = layout.fleets.indexOf(replicasOf());
    at("replicas").setAttribute("aria-valuetext", fleetName(replicasOf()));
    at("price").value = Number(state.price.toFixed(4));
    if (at("share")) at("share").value = state.share;
    for (const row of document.querySelectorAll("tr[data-choice]")) row.classList.toggle("chosen", Number(row.dataset.choice) === layout.rank);
  };

  const link = () => {
    const fragment = "#" + ["layout", "rate", "replicas", "price", "share"].map(key => {
      const value = typeof state[key] === "number" ? Number(state[key].toPrecision(6)) : state[key];
      return `${key}=${encodeURIComponent(value)}`;
    }).join("&");
    try { history.replaceState(null, "", fragment); } catch { location.replace(fragment); }
  };

  const choose = rank => {
    const layout = layoutOf(rank);
    Object.assign(state, { layout: layout.rank, replicas: fleetName(layout.replicas), price: layout.price });
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
    if (at("share")) read("share", 0.5, 1);
    const wanted = (asked.get("replicas") ?? "").replace(/^(\d+)$/, "x$1");
    if (layoutOf(state.layout).fleets.some(replicas => fleetName(replicas) === wanted)) state.replicas = wanted;
    return true;
  };

  const changed = id => {
    const input = at(id);
    if (id === "layout") choose(Number(input.value));
    else if (id === "replicas") state.replicas = fleetName(layoutOf(state.layout).fleets[Number(input.value)]);
    else if (input.checkValidity() && input.value !== "") state[id] = Number(input.value);
    else return;
    if (id === "layout" || id === "replicas") fill();
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
