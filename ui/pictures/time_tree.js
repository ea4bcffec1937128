// Runs as a tree, like the versions of a text: every dot is the start of a quarter and can be branched from.

const LANE = 46; // px between two runs
const TOP = 52;
const LEFT = 26;
const RIGHT = 300; // names and values
const trees = new WeakMap();

class TimeTree {
  constructor(host) {
    this.host = host;
    this.svg = element(host, "svg", { role: "group" });
    this.watch = new ResizeObserver(() => this.data && Math.abs(host.clientWidth - this.width) > 1 && this.draw());
    this.watch.observe(host);
  }

  update(data, click) {
    this.data = data;
    this.click = click;
    this.host.lang = data.words.language;
    this.svg.setAttribute("aria-label", data.words.alt);
    this.draw();
  }

  draw() {
    const { data } = this;
    this.width = this.host.clientWidth || 1200;
    const width = Math.max(640, this.width);
    const height = TOP + LANE * data.runs.length + 14;
    this.x = (quarter) => LEFT + ((width - LEFT - RIGHT) * quarter) / Math.max(1, data.quarters.length);
    this.y = (run) => TOP + LANE * run.lane + 12;
    const root = this.host.getRootNode();
    const focused = root.activeElement && root.activeElement.dataset ? root.activeElement.dataset.dot : null;
    clear(this.svg);
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.setAttribute("height", height);
    data.quarters.forEach((name, q) => {
      element(this.svg, "text", { class: "quarter", x: (this.x(q) + this.x(q + 1)) / 2, y: 18 }, name);
      element(this.svg, "line", { class: "rule", x1: this.x(q), x2: this.x(q), y1: 30, y2: height - 8 });
    });
    element(this.svg, "text", { class: "head", x: width - 4, y: 18 }, data.words.end);
    this.bends = data.runs.map((run) => this.line(run));
    const written = [];
    data.runs.forEach((run) => run.label && this.label(run, written)); // over all lines
    data.runs.forEach((run, number) => this.dots(run, number));
    data.runs.forEach((run) => this.name(run, width));
    if (focused) this.svg.querySelector(`[data-dot="${CSS.escape(focused)}"]`)?.focus();
  }

  line(run) {
    const y = this.y(run);
    const kind = `run${run.playing ? " playing" : ""}${run.colour ? " chosen" : ""}${run.base ? " base" : ""}`;
    const style = run.colour ? `stroke:${run.colour}` : "";
    const end = this.x(run.end);
    if (run.parent === null) {
      element(this.svg, "path", { class: kind, style, d: `M${this.x(0)} ${y}H${end}` });
      return null;
    }
    const [sx, sy] = [this.x(run.since), this.y(this.data.runs[run.parent])];
    const bend = Math.min(this.x(1) - this.x(0), 90);
    const d = `M${sx} ${sy}C${sx + bend / 2} ${sy} ${sx + bend / 2} ${y} ${sx + bend} ${y}H${Math.max(end, sx + bend)}`;
    element(this.svg, "path", { class: kind, style, d });
    return { from: sx, to: sx + bend, top: Math.min(sy, y), bottom: Math.max(sy, y) };
  }

  // The name of a branch stands over its line, where neither a bend nor another name passes. Where there is no such place it
  // is left out: it stands at the end of the line as well.
  label(run, written) {
    const own = this.bends[this.data.runs.indexOf(run)];
    const y = this.y(run) - 16;
    const label = element(this.svg, "text", { class: "label", y }, run.label);
    if (run.ink) label.setAttribute("style", `fill:${run.ink}`);
    const wide = label.getComputedTextLength();
    const last = this.x(this.data.quarters.length) + 8; // further right stand the names
    const taken = [...this.bends, ...written].filter((each) => each && each.top < y + 4 && each.bottom > y - 14);
    const free = (x) => x + wide <= last && taken.every((each) => x + wide < each.from || x > each.to);
    const starts = [own.to + 4, ...taken.map((each) => each.to + 6)].filter((x) => x > own.to && free(x));
    if (!starts.length) {
      this.svg.removeChild(label);
      return;
    }
    const x = Math.min(...starts);
    label.setAttribute("x", x);
    written.push({ from: x, to: x + wide, top: y - 12, bottom: y + 2 });
  }

  dots(run, number) {
    if (run.base) return;
    for (let quarter = run.parent === null ? 0 : run.since + 1; quarter <= run.end; quarter += 1) {
      const here = this.data.place[0] === number && this.data.place[1] === quarter;
      const node = element(this.svg, "g", { class: here ? "dot here" : "dot", role: "button", "data-dot": `${number}:${quarter}` });
      node.setAttribute("tabindex", here ? 0 : -1);
      node.setAttribute("aria-label", fill(this.data.words.dot, { run: run.name, quarter: quarter }));
      const [cx, cy] = [this.x(quarter), this.y(run)];
      element(node, "circle", { class: "mark", cx, cy, r: run.playing ? 6.5 : 5, fill: run.colour || (run.playing ? "var(--own)" : "var(--edge)") });
      element(node, "circle", { class: "target", cx, cy, r: 12 });
      node.onclick = () => this.click({ run: number, quarter });
      node.onkeydown = (event) => this.walk(event, number, quarter);
    }
  }

  // One stop for the Tab key; arrow keys walk along a run and from run to run, Enter chooses.
  walk(event, number, quarter) {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.click({ run: number, quarter });
      return;
    }
    const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
    if (!step) return;
    event.preventDefault();
    const lane = this.data.runs[number].lane + step[0];
    const next = this.data.runs.findIndex((run) => run.lane === lane && !run.base);
    const target = this.svg.querySelector(`[data-dot="${next < 0 ? number : next}:${quarter + step[1]}"]`);
    if (target) target.focus();
  }

  name(run, width) {
    const y = this.y(run);
    if (run.letter) {
      element(this.svg, "circle", { cx: width - RIGHT + 26, cy: y, r: 10, fill: run.colour });
      element(this.svg, "text", { class: "letter", x: width - RIGHT + 26, y: y + 4 }, run.letter);
    }
    const value = element(this.svg, "text", { class: "value", x: width - 4, y: y + 5 }, run.value);
    const x = width - RIGHT + 44;
    const room = width - 4 - value.getComputedTextLength() - 14 - x;
    const text = element(this.svg, "text", { class: run.playing ? "name strong" : "name", x, y: y + 5 });
    this.inLines(text, run.name, room, x, y + 5);
    element(text, "title", {}, run.name);
  }

  // In one line if there is room, else in two; what does not fit into two ends in dots.
  inLines(text, name, room, x, y) {
    text.textContent = name;
    if (text.getComputedTextLength() <= room) return;
    const words = name.includes(" ") ? name.split(/(?<= )/) : [...name];
    const fitting = (pieces, end) => {
      let count = pieces.length;
      const long = () => {
        text.textContent = pieces.slice(0, count).join("") + (count < pieces.length ? end : "");
        return text.getComputedTextLength() > room;
      };
      while (count > 1 && long()) count -= 1;
      return count;
    };
    const first = words.slice(0, fitting(words, "")).join("");
    const rest = [...name.slice(first.length)];
    const second = fitting(rest, "…");
    clear(text);
    element(text, "tspan", { x, y: y - 8 }, first.trimEnd());
    element(text, "tspan", { x, y: y + 9 }, rest.slice(0, second).join("").trimEnd() + (second < rest.length ? "…" : ""));
  }
}

export default function (component) {
  const host = component.parentElement.querySelector(".tree");
  if (!trees.has(host)) trees.set(host, new TimeTree(host));
  trees.get(host).update(unpacked(component.data), (dot) => component.setTriggerValue("clicked", dot));
}
