/** Chart.js as this page uses it: no motion, colours of the style sheet, arrow keys. */
const charts = [];

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

const STAGE_HUES = [214, 28, 160, 268, 340, 48, 190, 8, 110, 300];
function stageColour(position) {
  const dark = document.documentElement.classList.contains("dark");
  const hue = STAGE_HUES[position % STAGE_HUES.length];
  const ring = Math.floor(position / STAGE_HUES.length) % 3;
  return "hsl(" + hue + " " + (dark ? 58 : 56) + "% " + ((dark ? 62 : 52) + (dark ? -9 : 9) * ring) + "%)";
}

function stripes(over) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const pen = tile.getContext("2d");
  pen.fillStyle = over;
  pen.fillRect(0, 0, 6, 6);
  pen.strokeStyle = colour("ink");
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(0, 6);
  pen.lineTo(6, 0);
  pen.stroke();
  return pen.createPattern(tile, "repeat");
}

function applyDefaults() {
  Chart.defaults.animation = false;
  Chart.defaults.responsive = true;
  Chart.defaults.maintainAspectRatio = false;
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 12;
  Chart.defaults.color = colour("soft");
  Chart.defaults.borderColor = colour("line");
  Chart.defaults.plugins.legend.display = false;
  Object.assign(Chart.defaults.plugins.tooltip, {
    backgroundColor: colour("ink"),
    titleColor: colour("card"),
    bodyColor: colour("card"),
    footerColor: colour("card"),
    footerFont: { weight: "400" },
    padding: 10,
    cornerRadius: 8,
    boxPadding: 4,
    displayColors: false,
  });
}

function axis(text, format, more) {
  return Object.assign(
    {
      title: { display: Boolean(text), text, color: colour("faint") },
      grid: { color: colour("line"), drawTicks: false },
      border: { display: false },
      ticks: Object.assign({ maxTicksLimit: 7, padding: 6, maxRotation: 0 }, format ? { callback: format } : {}),
    },
    more
  );
}

/** An axis of sizes, whose ticks are round in their own unit. */
function sizeAxis(text, least, most, more) {
  let step = 1;
  while ((most - least) / step > 6) {
    step *= 2;
  }
  return axis(text, (value) => words.bytes(value), Object.assign({ min: least, ticks: { stepSize: step, padding: 6, maxRotation: 0, callback: (value) => words.bytes(value) } }, more));
}

function timeAxis(window) {
  return axis("", (value) => words.millis(value), { type: "linear", min: window.from, max: window.to });
}

/**
 * Draws a chart. Its stops are what the arrow keys walk along: {dataset, index, text}; the text is
 * shown, and read out, below the chart.
 */
function draw(id, label, config, stops) {
  const canvas = byId("c-" + id);
  const readout = byId("r-" + id);
  const old = Chart.getChart(canvas);
  if (old) {
    charts.splice(charts.indexOf(old), 1);
    old.destroy();
  }
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label + ". Arrow keys walk along it, Home and End jump, Escape ends.");
  const chart = new Chart(canvas, config);
  charts.push(chart);
  let at = -1;

  function show(position) {
    at = position;
    const stop = stops[at];
    const active = stop ? [{ datasetIndex: stop.dataset, index: stop.index }] : [];
    chart.setActiveElements(active);
    if (stop) {
      const meta = chart.getDatasetMeta(stop.dataset).data[stop.index];
      const point = meta ? meta.getCenterPoint() : { x: 0, y: 0 };
      chart.tooltip.setActiveElements(active, point);
      const rows = canvas.closest(".rows");
      if (rows && (point.y < rows.scrollTop + 20 || point.y > rows.scrollTop + rows.clientHeight - 20)) {
        rows.scrollTop = point.y - rows.clientHeight / 2;
      }
      readout.textContent = stop.text + " (" + (at + 1) + " of " + words.number(stops.length) + ")";
    } else {
      chart.tooltip.setActiveElements([], { x: 0, y: 0 });
      readout.textContent = "";
    }
    chart.update("none");
  }

  canvas.onkeydown = (event) => {
    const last = stops.length - 1;
    const leap = Math.max(1, Math.round(stops.length / 20));
    const moves = {
      ArrowRight: Math.min(last, at + 1), ArrowDown: Math.min(last, at + 1),
      ArrowLeft: Math.max(0, at - 1), ArrowUp: Math.max(0, at - 1),
      PageDown: Math.min(last, at + leap), PageUp: Math.max(0, at - leap),
      Home: 0, End: last, Escape: -1,
    };
    if (event.key in moves && (last >= 0 || event.key === "Escape")) {
      event.preventDefault();
      show(moves[event.key]);
    }
  };
  canvas.onblur = () => {
    if (at >= 0) show(-1);
  };
  return chart;
}

/** Samples within a window, the one before it included, thinned to what a screen can show. */
function thin(samples, window, most) {
  let first = 0;
  while (first + 1 < samples.length && samples[first + 1].time <= window.from) first++;
  let last = first;
  while (last < samples.length && samples[last].time <= window.to) last++;
  const inside = samples.slice(first, Math.max(last, first + 1));
  if (inside.length <= most) return inside;
  const kept = [];
  const size = inside.length / (most / 2);
  for (let start = 0; start < inside.length; start += size) {
    const bucket = inside.slice(Math.floor(start), Math.floor(start + size));
    // Of each bucket the fullest and the last: peaks must not vanish.
    let peak = 0;
    bucket.forEach((sample, i) => {
      const used = sample.executionUsed + sample.storageUsed;
      if (used > bucket[peak].executionUsed + bucket[peak].storageUsed) peak = i;
    });
    if (bucket.length > 0) kept.push(bucket[peak]);
    if (peak < bucket.length - 1) kept.push(bucket[bucket.length - 1]);
  }
  return kept;
}

function evictionText(one, stages) {
  const cause = one.cause === "EXECUTION" ? "a task needed execution memory" : one.cause === "UNROLL" ? "another block was being unrolled" : "another block was stored";
  const stage = stages[one.stage];
  return (
    words.millis(one.time) + ": " + one.block + " evicted " + (words.places[one.to] || one.to) + ", " + words.bytes(one.bytes) +
    ", because " + cause + (stage ? ", in stage " + stage.stage : "") + (one.task >= 0 ? ", task " + one.task : "")
  );
}

/** The pools of an executor: execution from below, storage from above. */
function drawMemory(run, executor, window, evictions) {
  const samples = thin(run.pools.filter((s) => s.executor === executor), window, 1400);
  const area = (label, get, tint) => ({
    label, data: samples.map((s) => ({ x: s.time, y: get(s) })), backgroundColor: colour(tint), borderColor: colour(tint),
    borderWidth: 0, pointRadius: 0, pointHitRadius: 0, fill: true, stepped: "before", stack: "pools",
  });
  const edge = {
    label: "Border between the pools", data: samples.map((s) => ({ x: s.time, y: s.executionSize })), borderColor: colour("ink"),
    borderWidth: 1.5, pointRadius: 0, pointHitRadius: 0, fill: false, stepped: "before", stack: "edge",
  };
  const size = samples.length > 0 ? samples[0].executionSize + samples[0].storageSize : 0;
  const notches = {
    label: "Evictions", type: "scatter", data: evictions.map((e) => ({ x: e.time, y: size })), pointStyle: "triangle", rotation: 180,
    radius: 5, hoverRadius: 8, backgroundColor: colour("recomputed"), borderColor: colour("card"), stack: "evictions", clip: false,
  };
  const datasets = [
    notches, edge,
    area("Execution in use", (s) => s.executionUsed, "execution"),
    area("Execution, free", (s) => s.executionSize - s.executionUsed, "execution-free"),
    area("Storage, free", (s) => s.storageSize - s.storageUsed, "storage-free"),
    area("Storage in use", (s) => s.storageUsed, "storage"),
  ];
  const say = (s) =>
    "execution " + words.bytes(s.executionUsed) + " of " + words.bytes(s.executionSize) + ", storage " + words.bytes(s.storageUsed) + " of " + words.bytes(s.storageSize);
  const stops = samples.map((s, i) => ({ dataset: 2, index: i, text: words.millis(s.time) + ": " + say(s) }));
  legend("l-memory", [["execution", "Execution in use"], ["execution-free", "Execution, free"], ["storage-free", "Storage, free"], ["storage", "Storage in use"], ["recomputed", "Eviction"]]);
  draw("memory", "Memory pools over time", {
    type: "line",
    data: { datasets },
    options: {
      parsing: false,
      layout: { padding: { top: 8 } },
      interaction: { mode: "nearest", axis: "x", intersect: false },
      scales: { x: timeAxis(window), y: sizeAxis("", 0, size, { stacked: true, max: size || undefined }) },
      plugins: {
        tooltip: {
          mode: "nearest",
          filter: (item, index, items) => item.datasetIndex === 0 || (!items.some((i) => i.datasetIndex === 0) && item.datasetIndex === 2),
          callbacks: {
            title: (items) => (items.length > 0 ? words.millis(items[0].parsed.x) : ""),
            label: (item) => (item.datasetIndex === 0 ? evictionText(evictions[item.dataIndex], run.stages) : say(samples[item.dataIndex]).split(", ")),
          },
        },
      },
    },
  }, stops);
}

function drawOffHeap(run, executor, window) {
  const samples = thin(run.pools.filter((s) => s.executor === executor), window, 1400);
  const area = (label, get, tint) => ({
    label, data: samples.map((s) => ({ x: s.time, y: get(s) })), backgroundColor: colour(tint), borderWidth: 0, pointRadius: 0,
    pointHitRadius: 0, fill: true, stepped: "before", stack: "pools",
  });
  const say = (s) => "execution " + words.bytes(s.offHeapExecutionUsed) + ", storage " + words.bytes(s.offHeapStorageUsed);
  draw("offheap", "Off-heap memory over time", {
    type: "line",
    data: { datasets: [area("Execution in use", (s) => s.offHeapExecutionUsed, "execution"), area("Storage in use", (s) => s.offHeapStorageUsed, "storage")] },
    options: {
      parsing: false,
      interaction: { mode: "nearest", axis: "x", intersect: false },
      scales: { x: timeAxis(window), y: sizeAxis("", 0, run.executors[executor].offHeap, { stacked: true, max: run.executors[executor].offHeap }) },
      plugins: { tooltip: { filter: (item) => item.datasetIndex === 0, callbacks: { title: (items) => words.millis(items[0].parsed.x), label: (item) => say(samples[item.dataIndex]).split(", ") } } },
    },
  }, samples.map((s, i) => ({ dataset: 0, index: i, text: words.millis(s.time) + ": " + say(s) })));
}

function drawTasks(run, executor, window) {
  const tasks = run.tasks.filter((t) => t.executor === executor && t.to >= window.from && t.from <= window.to);
  const slots = Math.max(run.executors[executor].cores, ...tasks.map((t) => t.slot + 1));
  const labels = Array.from({ length: slots }, (_, i) => "Slot " + (i + 1));
  byId("p-tasks").style.height = Math.min(30 * slots + 40, 520) + "px";
  const say = (t) => {
    const stage = run.stages[t.stage];
    return (
      "Task " + t.task + " of stage " + (stage ? stage.stage : "?") + ", " + words.millis(t.from) + " to " + words.millis(t.to) + " (" + words.millis(t.to - t.from) + ")" +
      (t.waited >= 0.5 ? ", waited " + words.millis(t.waited) + " for memory" : "") + (t.succeeded ? "" : ", failed")
    );
  };
  const waits = run.waits.filter((w) => w.executor === executor && w.to >= window.from && w.from <= window.to);
  const sayWait = (w) => {
    const stage = run.stages[w.stage];
    return "Task " + w.task + " of stage " + (stage ? stage.stage : "?") + " waits for " + words.bytes(w.bytes) + " of execution memory, " + words.millis(w.from) + " to " + words.millis(w.to) + " (" + words.millis(w.to - w.from) + ")";
  };
  const bars = (list, span, tint) => ({
    data: list.map((t) => ({ x: span(t), y: labels[t.slot] })), backgroundColor: list.map(tint), grouped: false, borderSkipped: false,
    borderColor: colour("card"), borderWidth: list.length < 1500 ? 0.5 : 0, barPercentage: 0.86, categoryPercentage: 1, minBarLength: 1,
  });
  draw("tasks", "Tasks by slot over time", {
    type: "bar",
    data: {
      labels,
      datasets: [
        bars(waits, (w) => [w.from, w.to], (w) => stripes(stageColour(w.stage))),
        bars(tasks, (t) => [t.from, t.to], (t) => (t.succeeded ? stageColour(t.stage) : colour("bad"))),
      ],
    },
    options: {
      indexAxis: "y",
      scales: { x: timeAxis(window), y: axis("", undefined, { grid: { display: false } }) },
      plugins: { tooltip: { callbacks: { title: () => "", label: (item) => (item.datasetIndex === 0 ? sayWait(waits[item.dataIndex]) : say(tasks[item.dataIndex])) } } },
    },
  }, tasks.map((t, i) => ({ from: t.from, dataset: 1, index: i, text: say(t) }))
    .concat(waits.map((w, i) => ({ from: w.from, dataset: 0, index: i, text: sayWait(w) })))
    .sort((a, b) => a.from - b.from));
}

const PLACES = { MEMORY: ["storage", "in memory"], DISK: ["disk", "on disk only"], COMPUTED: ["computed", "being computed"], RECOMPUTED: ["recomputed", "being computed again"] };
const MOST_ROWS = 1200;

function drawBlocks(run, executor, window, evictions) {
  const spans = run.blocks.filter((b) => b.executor === executor && b.to >= window.from && b.from <= window.to);
  const keys = new Map();
  for (const b of spans) keys.set("rdd_" + b.rdd + "_" + b.partition, [b.rdd, b.partition]);
  const labels = [...keys.keys()].sort((a, b) => keys.get(a)[0] - keys.get(b)[0] || keys.get(a)[1] - keys.get(b)[1]).slice(0, MOST_ROWS);
  const shown = new Set(labels);
  const height = labels.length <= 60 ? 15 : labels.length <= 200 ? 9 : 5;
  byId("p-blocks").style.height = Math.max(90, labels.length * height + 40) + "px";
  const say = (b) => "rdd_" + b.rdd + "_" + b.partition + " " + PLACES[b.place][1] + ", " + words.millis(b.from) + " to " + words.millis(b.to);
  const dropped = evictions.filter((e) => shown.has(e.block));
  const places = Object.keys(PLACES);
  const groups = places.map((place) => spans.filter((b) => b.place === place && shown.has("rdd_" + b.rdd + "_" + b.partition)));
  const datasets = places.map((place, i) => ({
    data: groups[i].map((b) => ({ x: [b.from, b.to], y: "rdd_" + b.rdd + "_" + b.partition })), backgroundColor: colour(PLACES[place][0]), grouped: false,
    borderSkipped: false, barPercentage: height > 5 ? 0.78 : 1, categoryPercentage: 1, minBarLength: place === "RECOMPUTED" || place === "COMPUTED" ? 2 : 1,
  }));
  datasets.unshift({
    type: "scatter", data: dropped.map((e) => ({ x: e.time, y: e.block })), pointStyle: "line", rotation: 90, radius: height / 2 + 1, hoverRadius: height / 2 + 4,
    borderColor: colour("notch"), borderWidth: 2, hitRadius: 3,
  });
  legend("l-blocks", [...places.map((p) => [PLACES[p][0], PLACES[p][1]]), ["notch", "evicted"]]);
  const stops = [];
  dropped.forEach((e, i) => stops.push({ at: e.time, row: e.block, dataset: 0, index: i, text: evictionText(e, run.stages) }));
  groups.forEach((group, g) => group.forEach((b, i) => stops.push({ at: b.from, row: "rdd_" + b.rdd + "_" + b.partition, dataset: g + 1, index: i, text: say(b) })));
  const order = new Map(labels.map((label, i) => [label, i]));
  stops.sort((a, b) => order.get(a.row) - order.get(b.row) || a.at - b.at);
  draw("blocks", "Where each block was over time", {
    type: "bar",
    data: { labels, datasets },
    options: {
      indexAxis: "y",
      scales: { x: timeAxis(window), y: axis("", undefined, { type: "category", labels, grid: { display: false }, ticks: { autoSkip: true, font: { size: height > 9 ? 11 : 9 }, padding: 4 } }) },
      plugins: {
        tooltip: {
          filter: (item, index, items) => index === 0 || (item.datasetIndex === 0 && !items.slice(0, index).some((i) => i.datasetIndex === 0)),
          callbacks: { title: () => "", label: (item) => (item.datasetIndex === 0 ? evictionText(dropped[item.dataIndex], run.stages) : say(groups[item.datasetIndex - 1][item.dataIndex])) },
        },
      },
    },
  }, stops);
  if (keys.size > labels.length) byId("r-blocks").textContent = "The first " + words.number(labels.length) + " of " + words.number(keys.size) + " blocks are shown.";
}

function drawSpill(run, executor, window) {
  const spills = run.spills.filter((s) => s.executor === executor && s.time <= window.to);
  let sum = 0;
  const points = spills.map((s) => ({ x: s.time, y: (sum += s.bytes) }));
  const say = (i) => {
    const stage = run.stages[spills[i].stage];
    return words.millis(spills[i].time) + ": task " + spills[i].task + " of stage " + (stage ? stage.stage : "?") + " spilled " + words.bytes(spills[i].bytes) + "; " + words.bytes(points[i].y) + " so far";
  };
  draw("spill", "Spilled bytes over time", {
    type: "line",
    data: { datasets: [{ data: points, stepped: "before", borderColor: colour("execution"), backgroundColor: colour("execution-free"), fill: true, borderWidth: 2, radius: 3, pointBackgroundColor: colour("execution") }] },
    options: {
      parsing: false,
      interaction: { mode: "nearest", axis: "x", intersect: false },
      scales: { x: timeAxis(window), y: sizeAxis("", 0, sum) },
      plugins: { tooltip: { callbacks: { title: () => "", label: (item) => say(item.dataIndex) } } },
    },
  }, points.map((p, i) => ({ dataset: 0, index: i, text: say(i) })));
}

function legend(id, entries) {
  byId(id).replaceChildren(...entries.map(([tint, text]) => {
    const key = make("i", { "aria-hidden": "true" });
    key.style.background = "var(--" + tint + ")";
    return make("li", {}, key, text);
  }));
}
