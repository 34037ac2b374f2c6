/** The page: text, tables, and what is drawn when. */
const run = Object.assign({}, data.run);
run.pools = rowsOf(run.timeline.pools);
run.blocks = rowsOf(run.timeline.blocks);
run.tasks = rowsOf(run.timeline.tasks);
run.spills = rowsOf(run.timeline.spills);
run.waits = rowsOf(run.timeline.waits);
run.evicted = rowsOf(run.evictions);
const counts = run.counts;
const candidates = data.candidates || [];

function settingsText(settings) {
  const entries = Object.entries(settings || {});
  return entries.length === 0 ? "as recorded" : entries.map(([key, value]) => key.replace(/^spark\./, "") + " = " + value).join(", ");
}

function header() {
  document.title = data.application + " – memsim";
  byId("title").textContent = data.application;
  byId("kicker").textContent = data.schema.includes("whatif") ? "What another configuration would have done" : "Memory, simulated";
  const cores = run.executors.reduce((sum, e) => sum + e.cores, 0);
  byId("lead").textContent =
    words.count(run.executors.length, "executor") + " with " + words.count(cores, "task slot") + " on Spark " + data.sparkVersion + ", " +
    words.count(run.tasks.length || data.tasks, "task") + " in " + words.count(run.stages.length, "stage") + ". Shown here: " + settingsText(run.settings) + ".";
  byId("notes").textContent = (data.notes || []).join(" ");
  const reads = counts.reads;
  const tile = (name, value, more, tone) =>
    byId("tiles").append(make("div", {}, make("dt", {}, name), make("dd", { class: tone || null }, value, make("small", {}, more))));
  const again = reads.memory + reads.remote + reads.disk + reads.again;
  tile("Reads from memory", again === 0 ? "–" : words.share(run.hitRatio), words.number(reads.memory + reads.remote) + " of " + words.count(again, "read"), again === 0 ? null : run.hitRatio >= 0.95 ? "good" : run.hitRatio < 0.7 ? "bad" : null);
  tile("Evicted", words.number(counts.evictions.count), words.bytes(counts.evictions.bytes) + ", " + words.number(counts.evictions.forExecution) + " for execution");
  tile("Computed again", words.number(reads.again), words.millis(counts.times.recomputing) + " of task time", reads.again > 0 ? "bad" : "good");
  tile("Spilled", words.bytes(counts.spills.memoryBytes), words.count(counts.spills.count, "spill") + ", " + words.count(counts.spills.waits, "wait"));
  tile("Failed tasks", words.number(run.failures.length), run.failures.length > 0 ? run.failures[0].reason : "none ran out of memory", run.failures.length > 0 ? "bad" : null);
  tile("Takes", words.millis(run.makespan), "container " + words.bytes(run.executors[0].container) + ", " + words.cost(run.cost) + " GiB-hours");
}

function adviceCards() {
  const advice = data.advice || [];
  byId("advice").hidden = advice.length === 0;
  for (const one of advice) {
    const evidence = make("ul", {}, ...one.evidence.map((line) => make("li", {}, line)));
    byId("adviceCards").append(make("article", { class: "card" }, make("span", { class: "tag" }, one.topic), make("p", { class: "what" }, one.text), evidence));
  }
}

function goalCard() {
  const goal = data.goal;
  if (!goal) return;
  const card = make("div", { class: "card answer" });
  card.append(make("b", {}, goal.smallest ? "Smallest with " + goal.goal + ": " + settingsText(goal.smallest.settings) : "No configuration meets " + goal.goal));
  if (goal.smallest) card.append(make("p", {}, "A container of " + words.bytes(goal.smallest.container) + ", " + words.cost(goal.smallest.cost) + " GiB-hours."));
  if (goal.stopped) card.append(make("p", {}, (goal.smallest ? "What stops the next smaller, " : "What stops ") + settingsText(goal.stopped.settings) + ":"));
  if (goal.obstacles.length > 0) card.append(make("ul", {}, ...goal.obstacles.map((o) => make("li", {}, o.text))));
  card.append(make("p", {}, "Found by " + goal.method + " over " + words.count(goal.simulated, "configuration") + "."));
  byId("goal").append(card);
}

function drawFront() {
  const ran = candidates.filter((c) => !c.refused);
  byId("f-front").hidden = ran.length < 2;
  if (ran.length < 2) return;
  const sets = [
    ran.filter((c) => c.pareto).sort((a, b) => a.cost - b.cost),
    [data.recorded],
    ran.filter((c) => !c.pareto),
  ];
  const say = (c) => settingsText(c.settings) + ": " + words.cost(c.cost) + " GiB-hours, " + words.millis(c.lostMillis) + " lost, " + words.share(c.hitRatio) + " from memory";
  const point = (c) => ({ x: c.cost, y: c.lostMillis / 1000 });
  const stops = [];
  sets.forEach((set, d) => set.forEach((c, i) => stops.push({ cost: c.cost, dataset: d, index: i, text: say(c) })));
  stops.sort((a, b) => a.cost - b.cost);
  draw("front", "Cost and lost time of each configuration", {
    type: "scatter",
    data: {
      datasets: [
        { data: sets[0].map(point), showLine: true, stepped: "after", borderColor: colour("accent"), borderWidth: 1.5, backgroundColor: colour("accent"), radius: 5, hoverRadius: 8 },
        { data: sets[1].map(point), backgroundColor: colour("card"), borderColor: colour("execution"), borderWidth: 3, radius: 6, hoverRadius: 9 },
        { data: sets[2].map(point), backgroundColor: colour("faint"), borderWidth: 0, radius: 3.5, hoverRadius: 7 },
      ],
    },
    options: {
      scales: { x: axis("GiB-hours", (v) => words.cost(v)), y: axis("seconds of task time lost", undefined, { min: 0 }) },
      plugins: { tooltip: { callbacks: { label: (item) => say(sets[item.datasetIndex][item.dataIndex]).split(/: |, (?=\d)/) } } },
    },
  }, stops);
}

function drawCurve() {
  const curve = (data.curve || []).filter((p) => !p.refused);
  byId("f-curve").hidden = curve.length < 2;
  if (curve.length < 2) return;
  const say = (p) => words.bytes(p.memory) + ": " + words.share(p.hitRatio) + " from memory, " + words.millis(p.recomputedMillis) + " computing again, " + words.bytes(p.spilledBytes) + " spilled";
  const line = (get, tint, side, more) => Object.assign({ data: curve.map((p) => ({ x: p.memory, y: get(p) })), borderColor: colour(tint), backgroundColor: colour(tint), yAxisID: side, borderWidth: 2, radius: 2.5, hoverRadius: 6, tension: 0 }, more);
  draw("curve", "Executor memory against hits and recomputation", {
    type: "line",
    data: { datasets: [line((p) => p.hitRatio * 100, "storage", "hits"), line((p) => p.lostMillis / 1000, "recomputed", "lost", { borderDash: [5, 4] })] },
    options: {
      parsing: false,
      interaction: { mode: "index", intersect: false },
      scales: {
        x: sizeAxis("executor memory", 0, curve[curve.length - 1].memory, { type: "linear", max: curve[curve.length - 1].memory }),
        hits: axis("% from memory", undefined, { min: 0, max: 100, position: "left", title: { display: true, text: "% from memory", color: colour("storage") } }),
        lost: axis("seconds lost", undefined, { min: 0, position: "right", grid: { display: false }, title: { display: true, text: "seconds lost", color: colour("recomputed") } }),
      },
      plugins: { tooltip: { filter: (item) => item.datasetIndex === 0, callbacks: { title: () => "", label: (item) => say(curve[item.dataIndex]).split(/: |, /) } } },
    },
  }, curve.map((p, i) => ({ dataset: 0, index: i, text: say(p) })));
}

function gridTable() {
  byId("grid").hidden = candidates.length === 0;
  if (candidates.length === 0) return;
  const keys = [...new Set(candidates.flatMap((c) => Object.keys(c.settings)))];
  const value = (c, key) => (c.refused ? -1 : c[key]);
  const number = (title, key, show, told) => ({ title, num: true, get: (c) => value(c, key), show: (c) => (c.refused || (told && !told(c)) ? "–" : show(c[key])) });
  const sizes = { k: 1024, m: 1048576, g: 1073741824, t: 1099511627776 };
  const sortable = (text) => {
    const match = /^([0-9.]+)([kmgt])?b?$/.exec(text);
    return match ? Number(match[1]) * (sizes[match[2]] || 1) : text;
  };
  const columns = keys.map((key) => ({
    title: key.replace(/^spark\./, ""), get: (c) => sortable(c.settings[key] || ""), show: (c) => (c.settings[key] === undefined ? "as recorded" : c.settings[key]),
  }));
  columns.push(
    { title: "From memory", num: true, get: (c) => value(c, "hitRatio"), show: (c) => (c.refused ? make("span", { class: "refused" }, c.refused) : c.reads === 0 ? "–" : shareBar(c.hitRatio)) },
    number("Bytes", "byteHitRatio", words.share, (c) => c.reads > 0), number("Evicted", "evictions", words.number), number("Computed again", "recomputedMillis", words.millis),
    number("Spilled", "spilledBytes", words.bytes), number("Failures", "failures", words.number), number("Takes", "durationMillis", words.millis),
    number("Container", "container", words.bytes), number("GiB-hours", "cost", words.cost),
    { title: "Sizes", get: (c) => c.sizes || "", show: (c) => (c.sizes ? make("span", { class: "grade " + c.sizes.toLowerCase() }, c.sizes.toLowerCase()) : "") }
  );
  const fill = () =>
    fillTable(byId("t-grid"), columns, byId("onlyFront").checked ? candidates.filter((c) => c.pareto) : candidates, { more: byId("gridMore"), rowClass: (c) => (c.pareto ? "front" : "") });
  byId("onlyFront").addEventListener("change", fill);
  fill();
}

/** Plans of data frames are names too: many lines, any length. */
function cut(text, most) {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= most ? line : line.slice(0, most - 1) + "…";
}

function placeTables() {
  byId("rddsCard").hidden = run.rdds.length === 0;
  fillTable(byId("t-rdds"), [
    { title: "RDD", num: false, get: (r) => r.rdd, show: (r) => make("span", { title: r.name }, r.rdd + "  " + cut(r.name, 48)) },
    { title: "Level", get: (r) => r.level },
    { title: "Partitions", num: true, get: (r) => r.partitions },
    { title: "Size", num: true, get: (r) => r.blockBytes, show: (r) => words.bytes(r.blockBytes) },
    { title: "From memory", num: true, get: (r) => r.hitRatio, show: (r) => shareBar(r.hitRatio) },
    { title: "From disk", num: true, get: (r) => r.disk },
    { title: "Computed again", num: true, get: (r) => r.again },
    { title: "Evicted", num: true, get: (r) => r.evictions },
    { title: "No room", num: true, get: (r) => r.failedPuts },
    { title: "At the end", get: (r) => r.memoryBlocks, show: (r) => r.memoryBlocks + " in memory, " + r.diskBlocks + " on disk" },
  ], run.rdds);
  fillTable(byId("t-stages"), [
    { title: "Stage", get: (s) => s.stage, show: (s) => make("span", { title: s.name }, s.stage + (s.attempt > 0 ? "." + s.attempt : "") + "  " + cut(s.name, 60)) },
    { title: "Tasks", num: true, get: (s) => s.tasks },
    { title: "Begins", num: true, get: (s) => s.submitted, show: (s) => words.millis(s.submitted) },
    { title: "Takes", num: true, get: (s) => s.completed - s.submitted, show: (s) => words.millis(s.completed - s.submitted) },
    { title: "Computed again", num: true, get: (s) => s.again },
    { title: "Evicted", num: true, get: (s) => s.evictions },
    { title: "Spilled", num: true, get: (s) => s.spilledBytes, show: (s) => words.bytes(s.spilledBytes) },
    { title: "Most held by a task", num: true, get: (s) => s.peakExecution, show: (s) => words.bytes(s.peakExecution) },
    { title: "Failed", num: true, get: (s) => s.failed },
  ], run.stages, { more: byId("stagesMore") });
  byId("evicted").hidden = run.evicted.length === 0;
  fillTable(byId("t-evictions"), [
    { title: "At", num: true, get: (e) => e.time, show: (e) => words.millis(e.time) },
    { title: "Block", get: (e) => e.block },
    { title: "Size", num: true, get: (e) => e.bytes, show: (e) => words.bytes(e.bytes) },
    { title: "Went", get: (e) => e.to, show: (e) => words.places[e.to] || e.to },
    { title: "Cause", get: (e) => e.cause, show: (e) => e.cause.toLowerCase() },
    { title: "Stage", num: true, get: (e) => e.stage, show: (e) => (run.stages[e.stage] ? String(run.stages[e.stage].stage) : "–") },
    { title: "Task", num: true, get: (e) => e.task, show: (e) => (e.task < 0 ? "driver" : String(e.task)) },
  ], run.evicted, { more: byId("evictionsMore") });
}

function evidenceTables() {
  const parts = data.evidence.flatMap((b) => b.parts.map((part) => Object.assign({ figures: b.figures.toLowerCase().replace(/_/g, " "), of: b.of }, part)));
  fillTable(byId("t-evidence"), [
    { title: "Figures", get: (p) => p.figures },
    { title: "How many", num: true, get: (p) => p.count, show: (p) => words.count(p.count, p.of) },
    { title: "Rest on what is", get: (p) => p.evidence, show: (p) => make("span", { class: "grade " + p.evidence.toLowerCase() }, p.evidence.toLowerCase()) },
    { title: "Because", wrap: true, get: (p) => p.why },
    { title: "Cured by", wrap: true, get: (p) => p.cure, show: (p) => (p.cure ? make("code", {}, p.cure) : "") },
  ].filter((column) => column.title !== "Cured by" || parts.some((p) => p.cure)), parts, { more: byId("evidenceMore") });
  const accuracy = data.accuracy || [];
  byId("accuracy").hidden = accuracy.length === 0;
  fillTable(byId("t-accuracy"), [
    { title: "Figure", get: (a) => a.figure },
    { title: "Reproduced", num: true, get: (a) => (a.total === 0 ? 1 : a.right / a.total), show: (a) => shareBar(a.total === 0 ? 1 : a.right / a.total) },
    { title: "Of", num: true, get: (a) => a.total, show: (a) => (a.figure.startsWith("bytes") ? words.bytes(a.right) + " / " + words.bytes(a.total) : words.number(a.right) + " / " + words.number(a.total)) },
  ], accuracy);
  const skipped = Object.values(data.log.skippedEvents);
  byId("logText").textContent =
    "Read from " + words.count(data.log.lines, "line") + " of the log" +
    (skipped.length > 0 ? ", of which " + words.number(skipped.reduce((a, b) => a + b, 0)) + " are events of " + words.count(skipped.length, "other kind") + " that tell nothing of memory" : "") + ".";
  const doctor = data.doctor || [];
  byId("doctor").hidden = doctor.length === 0;
  byId("doctorLines").textContent = doctor.filter((d) => d.setting).map((d) => d.setting).join("\n");
  byId("doctorLines").hidden = !doctor.some((d) => d.setting);
  byId("doctorWhy").replaceChildren(...doctor.map((d) => make("li", {}, d.why)));
}

function timeControls() {
  const select = byId("executor");
  run.executors.forEach((e, i) => select.append(make("option", { value: String(i) }, "Executor " + e.id)));
  const stages = byId("stage");
  stages.append(make("option", { value: "" }, "All stages"));
  run.stages.forEach((s, i) => stages.append(make("option", { value: String(i) }, s.stage + "  " + s.name.slice(0, 40))));
  const span = () => {
    const from = Number(byId("from").value);
    const to = Number(byId("to").value);
    const least = Math.min(from, to);
    const most = Math.max(from, to, least + 1);
    return { from: (run.makespan * least) / 1000, to: (run.makespan * most) / 1000 };
  };
  const place = (from, to) => {
    byId("from").value = String(Math.floor((from / run.makespan) * 1000));
    byId("to").value = String(Math.ceil((to / run.makespan) * 1000));
  };
  let pending = 0;
  const redraw = () => {
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(() => drawTime(Number(select.value), span()));
    const window = span();
    byId("fromText").textContent = words.millis(window.from);
    byId("toText").textContent = words.millis(window.to);
    byId("from").setAttribute("aria-valuetext", words.millis(window.from));
    byId("to").setAttribute("aria-valuetext", words.millis(window.to));
  };
  select.addEventListener("change", redraw);
  stages.addEventListener("change", () => {
    const stage = run.stages[Number(stages.value)];
    if (stages.value === "") place(0, run.makespan);
    else place(Math.max(0, stage.submitted), stage.completed);
    redraw();
  });
  for (const id of ["from", "to"]) {
    byId(id).addEventListener("input", () => {
      stages.value = "";
      redraw();
    });
  }
  byId("all").addEventListener("click", () => {
    stages.value = "";
    place(0, run.makespan);
    redraw();
  });
  return redraw;
}

function drawTime(executor, window) {
  const evicted = run.evicted.filter((e) => e.executor === executor && e.time >= window.from && e.time <= window.to);
  const offHeap = run.executors[executor].offHeap > 0;
  byId("f-offheap").hidden = !offHeap;
  byId("f-spill").hidden = run.spills.length === 0;
  byId("f-blocks").hidden = run.rdds.length === 0;
  drawMemory(run, executor, window, evicted);
  if (offHeap) drawOffHeap(run, executor, window);
  drawTasks(run, executor, window);
  if (run.rdds.length > 0) drawBlocks(run, executor, window, evicted);
  if (run.spills.length > 0) drawSpill(run, executor, window);
}

function navigation() {
  for (const section of document.querySelectorAll("main > section[id]")) {
    if (!section.hidden) byId("nav").append(make("li", {}, make("a", { href: "#" + section.id }, section.querySelector("h2").textContent)));
  }
}

function themes(redraw) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const set = (dark) => {
    document.documentElement.classList.toggle("dark", dark);
    byId("theme").setAttribute("aria-pressed", String(dark));
    applyDefaults();
    redraw();
  };
  byId("theme").addEventListener("click", () => set(!document.documentElement.classList.contains("dark")));
  system.addEventListener("change", (event) => set(event.matches));
  set(system.matches);
}

header();
adviceCards();
goalCard();
gridTable();
placeTables();
evidenceTables();
byId("whatif").hidden = candidates.length === 0 && !data.goal && (data.curve || []).length < 2;
navigation();
const redrawTime = timeControls();
themes(() => {
  drawFront();
  drawCurve();
  redrawTime();
});
requestAnimationFrame(() => requestAnimationFrame(() => document.documentElement.setAttribute("data-ready", "true")));
