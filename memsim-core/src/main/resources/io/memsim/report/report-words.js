"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);

/** Numbers, sizes and times for people. */
const words = {
  number: (value) => Math.round(value).toLocaleString("en-US"),
  bytes(value) {
    const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    let unit = 0;
    let size = value;
    while (Math.abs(size) >= 1023.95 && unit < units.length - 1) {
      size /= 1024;
      unit++;
    }
    return (unit === 0 ? String(size) : String(Math.round(size * 10) / 10)) + " " + units[unit];
  },
  millis(value) {
    if (value < 0.5) return "0 s";
    if (value < 1000) return Math.round(value) + " ms";
    const seconds = value / 1000;
    if (seconds < 60) return seconds.toFixed(seconds < 10 ? 2 : 1) + " s";
    const whole = Math.round(seconds);
    if (whole < 3600) return Math.floor(whole / 60) + " min " + (whole % 60) + " s";
    return Math.floor(whole / 3600) + " h " + Math.floor((whole % 3600) / 60) + " min";
  },
  share: (value) => (value === 1 ? "100%" : (Math.floor(value * 1000) / 10).toFixed(1) + "%"),
  cost(value) {
    if (value === 0) return "0";
    return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
  },
  count: (count, noun) => words.number(count) + " " + noun + (count === 1 ? "" : "s"),
  places: { DISK: "to disk", NONE: "and lost", MEMORY: "from memory" },
};

/** Makes an element; text goes in as text, never as markup. */
function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  for (const child of children) {
    if (child !== null && child !== undefined) element.append(child);
  }
  return element;
}

/** Turns columns {a: [..], b: [..]} into rows [{a, b}, ..]. */
function rowsOf(columns) {
  const keys = Object.keys(columns || {});
  const count = keys.length === 0 ? 0 : columns[keys[0]].length;
  const rows = [];
  for (let i = 0; i < count; i++) {
    const row = {};
    for (const key of keys) row[key] = columns[key][i];
    rows.push(row);
  }
  return rows;
}

const FIRST_ROWS = 100;

/**
 * Fills a table whose columns can be sorted. A column has a title, get (what is sorted by), show
 * (a node or text, get unless given), and num for numbers.
 */
function fillTable(table, columns, rows, options) {
  const settings = Object.assign({ more: null, rowClass: () => "", caption: "" }, options);
  let sorted = rows;
  let sortedBy = -1;
  let descending = false;
  let limit = FIRST_ROWS;
  const body = make("tbody");

  function draw() {
    body.replaceChildren();
    for (const row of sorted.slice(0, limit)) {
      const line = make("tr", { class: settings.rowClass(row) || null });
      columns.forEach((column, i) => {
        const kind = column.num ? "num" : column.wrap ? "wrapped" : null;
        const shown = column.show ? column.show(row) : String(column.get(row));
        line.append(make(i === 0 && column.head ? "th" : "td", { class: kind }, shown));
      });
      body.append(line);
    }
    if (settings.more) {
      settings.more.replaceChildren();
      if (sorted.length > limit) {
        const all = make("button", { type: "button" }, "Show all " + words.number(sorted.length));
        all.addEventListener("click", () => {
          limit = Infinity;
          draw();
        });
        settings.more.append(all);
      }
    }
  }

  const heads = columns.map((column, i) => {
    const button = make("button", { type: "button" }, column.title);
    const head = make("th", { scope: "col", class: column.num ? "num" : null }, button);
    button.addEventListener("click", () => {
      descending = sortedBy === i ? !descending : Boolean(column.num);
      sortedBy = i;
      sorted = rows
        .map((row, at) => ({ row, at, key: column.get(row) }))
        .sort((a, b) => {
          const order = a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
          return (descending ? -order : order) || a.at - b.at;
        })
        .map((entry) => entry.row);
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      draw();
    });
    return head;
  });
  table.replaceChildren(make("thead", {}, make("tr", {}, ...heads)), body);
  draw();
}

/** A share as a small bar and in figures. */
function shareBar(value) {
  const bar = make("i");
  bar.style.width = Math.max(0, Math.min(1, value)) * 100 + "%";
  return make("span", {}, make("span", { class: "spark", "aria-hidden": "true" }, bar), make("span", { class: "share" }, words.share(value)));
}
