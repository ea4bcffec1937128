// The week under the map: a native range (arrow keys one week, Page keys a quarter), quarters, flags, a play button.

const WEEK_MS = 120;
const WEEKS_A_QUARTER = 13;
const TARGET = 24; // px, what a finger hits

class WeekScrubber {
  constructor(parent, show) {
    this.show = show;
    this.timer = null;
    this.week = 0;
    this.planted = {};
    this.row = element(parent, "div", { class: "scrubber" });
    this.button = element(this.row, "button", { type: "button", class: "play" });
    this.track = element(this.row, "div", { class: "track" });
    this.flags = element(element(this.track, "svg", { class: "flags", height: 58 }), "g", { role: "list" });
    this.axis = element(this.track, "svg", { "aria-hidden": "true", height: 58 });
    this.input = element(this.track, "input", { type: "range", min: 0, step: 1 });
    this.button.onclick = () => (this.timer ? this.stop() : this.play(this.week >= this.last ? 0 : this.week));
    this.input.oninput = () => {
      this.stop();
      this.go(Math.min(Number(this.input.value), this.last));
    };
    this.input.onkeydown = (event) => {
      const step = { PageUp: WEEKS_A_QUARTER, PageDown: -WEEKS_A_QUARTER }[event.key];
      if (!step) return;
      event.preventDefault();
      this.stop();
      this.go(this.week + step);
    };
  }

  // Take new data; `from` is the week to play on from, or null to show the last week at once.
  update(data, from) {
    this.data = data;
    this.last = data.weeks.length - 1;
    this.input.max = Math.max(1, data.horizon - 1);
    this.input.setAttribute("aria-label", data.words.week_label);
    this.row.classList.toggle("still", this.last < 1);
    this.button.disabled = this.input.disabled = this.last < 1;
    this.stop();
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (from !== null && !calm) return this.play(from);
    this.go(Math.min(from !== null || this.follow ? this.last : this.week, this.last));
    if (from !== null) this.ended();
  }

  // Called when the weeks have played to their end or were skipped; whoever needs it puts a function here.
  ended() {}

  get follow() {
    return this.stay !== true;
  }

  go(week) {
    this.week = Math.max(0, Math.min(week, this.last));
    this.stay = this.week < this.last;
    this.input.value = this.week;
    this.input.setAttribute("aria-valuetext", fill(this.data.words.week_of, this.position()));
    this.draw();
    this.show(this.week);
  }

  position() {
    return { week: this.week + 1, quarter: Math.floor(this.week / WEEKS_A_QUARTER) + 1 };
  }

  play(from) {
    this.go(from);
    const skip = () => (this.stop(), this.go(this.last), this.ended());
    this.skip = skip;
    document.addEventListener("keydown", skip, { once: true });
    this.timer = setInterval(() => {
      this.go(this.week + 1);
      if (this.week < this.last) return;
      this.stop();
      this.ended();
    }, WEEK_MS);
    this.face();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    if (this.skip) document.removeEventListener("keydown", this.skip);
    this.face();
  }

  // The face of the play button: a triangle, or two bars while it plays.
  face() {
    clear(this.button);
    const words = this.data ? this.data.words : {};
    this.button.setAttribute("aria-label", (this.timer ? words.pause : words.play) || "");
    const icon = element(this.button, "svg", { viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true" });
    element(icon, "path", { d: this.timer ? "M2 1h3v10H2zM7 1h3v10H7z" : "M3 1l8 5-8 5z" });
  }

  draw() {
    const width = Math.max(200, this.track.clientWidth || 600);
    const inset = 9; // half the thumb: the range's first and last place
    const x = (week) => inset + ((width - 2 * inset) * week) / Math.max(1, this.data.horizon - 1);
    clear(this.axis);
    this.axis.setAttribute("width", width);
    const y = 30;
    element(this.axis, "line", { class: "rail", x1: inset, x2: width - inset, y1: y, y2: y });
    if (this.last > 0) element(this.axis, "line", { class: "played", x1: inset, x2: x(this.week), y1: y, y2: y });
    for (let start = 0; start <= this.data.horizon; start += WEEKS_A_QUARTER) {
      const tick = Math.min(x(start), width - inset);
      element(this.axis, "line", { class: "tick", x1: tick, x2: tick, y1: y - 5, y2: y + 5 });
      if (start >= this.data.horizon) continue;
      const number = start / WEEKS_A_QUARTER + 1;
      const here = this.position().quarter === number;
      const at = { class: here ? "quarter here" : "quarter", x: x(start + WEEKS_A_QUARTER / 2), y: y + 22 };
      element(this.axis, "text", at, fill(this.data.words.quarter, { quarter: number }));
    }
    if (this.planted.data !== this.data || this.planted.width !== width) this.plant(x, y, width);
    this.name(this.label(x(this.week), width), width);
  }

  // The week's name begins over the thumb: what has happened stands to the left of it. Returns from where to where.
  label(at, width) {
    const text = element(this.axis, "text", { class: "week", y: 13 }, fill(this.data.words.week, { week: this.week + 1 }));
    const wide = text.getComputedTextLength();
    const from = Math.max(0, Math.min(at - 6, width - wide - 2));
    text.setAttribute("x", from);
    return [from - 8, from + wide + 8];
  }

  // Flags of what happened: each leads to its week. One stop for the Tab key; arrow keys walk from flag to flag.
  plant(x, y, width) {
    clear(this.flags);
    this.flags.parentNode.setAttribute("width", width);
    this.flags.setAttribute("aria-label", this.data.words.flags);
    const planted = oneEachWeek(this.data.flags);
    const nodes = planted.map((flag, number) => {
      const [at, top] = [x(flag.week), y - 22];
      const free = number + 1 < planted.length ? x(planted[number + 1].week) - at : TARGET; // until the next flag's ground
      const said = fill(this.data.words.flag, { week: flag.week + 1, text: flag.text });
      const item = element(this.flags, "g", { role: "listitem" });
      const node = element(item, "g", { class: "flag " + flag.role, role: "button", tabindex: number ? -1 : 0, "aria-label": said });
      element(node, "title", {}, said);
      element(node, "rect", { class: "target", x: at - 7, y: 0, width: Math.min(TARGET, free), height: TARGET });
      element(node, "line", { class: "stem", x1: at, x2: at, y1: y - 2, y2: top });
      element(node, "path", { class: "pennant", d: `M${at} ${top}l9 3.5-9 3.5z` });
      const text = element(node, "text", { x: at + 12, y: top + 9 }, flag.text);
      const wide = text.getComputedTextLength();
      if (at + 12 + wide > width) text.setAttribute("x", at - 6 - wide); // the last ones are named to their left
      node.onclick = () => (this.stop(), this.go(Math.min(flag.week, this.last)));
      node.onkeydown = (event) => this.walk(event, number, nodes);
      return { node, text, from: at, to: at + 12 + wide };
    });
    this.planted = { data: this.data, width, nodes };
  }

  walk(event, number, nodes) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" || event.key === " ") nodes[number].node.onclick();
    else if (!step) return;
    event.preventDefault();
    if (!step) return;
    const target = nodes[(number + step + nodes.length) % nodes.length].node;
    nodes[number].node.setAttribute("tabindex", -1);
    target.setAttribute("tabindex", 0);
    target.focus();
  }

  // A flag's words stand there where neither the week nor the next flag does; else while it is pointed at.
  name(taken, width) {
    const { nodes } = this.planted;
    nodes.forEach(({ node, from, to }, number) => {
      const next = nodes[number + 1]?.from ?? width;
      node.classList.toggle("named", to <= next - 4 && (to <= taken[0] || from >= taken[1]));
    });
  }
}

// What happened in the same week stands on one flag, in the colour of the first.
function oneEachWeek(flags) {
  const weeks = new Map();
  for (const flag of flags) {
    const there = weeks.get(flag.week);
    weeks.set(flag.week, there ? { ...there, text: `${there.text} · ${flag.text}` } : flag);
  }
  return [...weeks.values()];
}
