// GPUs as a flow in four columns: where they come from, the pool, its layers, who uses them. All weeks are here from the
// start. The scale is that of the fullest week, so that growth is seen; nodes keep their order, so that nothing jumps.

const HEIGHT = 430;
const GAP = 13; // between two nodes of a column
const BAR = 11;
const LABEL_GAP = 16;
const RIGHT = 168; // room for the labels of the users
const NARROW = 560;
const memory = new WeakMap();

class ComputeFlow {
  constructor(host) {
    this.host = host;
    this.svg = element(host, "svg", { class: "ribbons", role: "img" });
    this.scrubber = new WeekScrubber(host, (week) => this.show(week));
    this.watch = new ResizeObserver(() => this.data && Math.abs(this.host.clientWidth - this.width) > 2 && this.scrubber.go(this.scrubber.week));
    this.watch.observe(host);
  }

  update(data) {
    if (!this.data || this.data.run !== data.run) this.scrubber.stay = false;
    this.data = data;
    this.host.lang = data.words.language;
    this.number = new Intl.NumberFormat(data.words.language);
    const total = (column, week) => data.nodes.reduce((sum, node) => sum + (node.column === column ? this.value(node, week) : 0), 0);
    this.fullest = Math.max(...data.weeks.map((week) => total(3, week)), 1);
    this.scrubber.update(data, null);
  }

  // What flows through a node: in, or out where nothing flows in.
  value(node, week) {
    const through = (end) => this.data.links.reduce((sum, link) => sum + (link[end] === node.key ? link.values[week] : 0), 0);
    return through("to") || through("from");
  }

  show(week) {
    this.width = this.host.clientWidth || 700;
    clear(this.svg);
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${HEIGHT}`);
    this.svg.setAttribute("height", HEIGHT);
    this.svg.setAttribute("aria-label", this.data.words.alt);
    this.hatch();
    const places = this.places(week);
    for (const link of this.data.links) this.ribbon(link, places, week);
    for (const place of places.values()) {
      element(this.svg, "rect", { class: "bar " + place.node.kind, x: place.x, y: place.y, width: BAR, height: Math.max(1, place.height) });
    }
    for (const column of [0, 1, 2, 3]) this.labels([...places.values()].filter((place) => place.node.column === column), week);
  }

  places(week) {
    const most = Math.max(...[0, 1, 2, 3].map((column) => this.data.nodes.filter((node) => node.column === column).length));
    const scale = (HEIGHT - 24 - GAP * (most - 1)) / this.fullest;
    const right = this.width < NARROW ? 128 : RIGHT;
    this.room = 0.27 * (this.width - right - BAR) - BAR - 12; // between the bars of the first columns
    const places = new Map();
    for (const column of [0, 1, 2, 3]) {
      const x = [0, 0.27, 0.54, 1][column] * (this.width - right - BAR);
      let y = 20;
      for (const node of this.data.nodes.filter((each) => each.column === column)) {
        const height = this.value(node, week) * scale;
        places.set(node.key, { node, x, y, height, scale, into: y, out: y });
        if (height > 0) y += height + GAP;
      }
    }
    return places;
  }

  ribbon(link, places, week) {
    const [one, other] = [places.get(link.from), places.get(link.to)];
    const height = link.values[week] * one.scale;
    if (height <= 0) return;
    const [x1, x2] = [one.x + BAR, other.x];
    const middle = (x1 + x2) / 2;
    const [top1, top2] = [one.out, other.into];
    one.out += height;
    other.into += height;
    const d =
      `M${x1} ${top1}C${middle} ${top1} ${middle} ${top2} ${x2} ${top2}V${top2 + height}` +
      `C${middle} ${top2 + height} ${middle} ${top1 + height} ${x1} ${top1 + height}Z`;
    const kind = other.node.kind === "own" ? one.node.kind : other.node.kind;
    element(this.svg, "path", { class: "ribbon " + kind, d });
  }

  // Names and numbers right of the bars, moved down where they would touch.
  labels(places, week) {
    let free = -Infinity;
    const row = 14; // px, the height of a line of writing
    for (const place of places) {
      if (place.height <= 0) continue;
      const y = Math.max(place.y + place.height / 2 + 4, free);
      free = y + LABEL_GAP;
      const text = element(this.svg, "text", { class: "node", x: place.x + BAR + 6, y });
      element(text, "tspan", { class: "name" }, place.node.name);
      const number = element(text, "tspan", { dx: 5 }, this.number.format(this.value(place.node, week)));
      if (text.getComputedTextLength() > this.room && place.node.column < 2 && place.height > 2 * LABEL_GAP) {
        number.removeAttribute("dx"); // the next bar stands in the way: the number goes below the name
        number.setAttribute("x", place.x + BAR + 6);
        number.setAttribute("dy", row);
        free += row;
        continue;
      }
      const base = place.node.base[week];
      if (base === undefined || this.width < NARROW) continue;
      if (place.node.column === 2 && place.height < 1.7 * LABEL_GAP) continue;
      const below = element(this.svg, "text", { class: "node", x: place.x + BAR + 6, y: y + row });
      element(below, "tspan", { class: "base" }, fill(this.data.words.base, { gpus: this.number.format(base) }));
      free += row;
    }
  }

  hatch() {
    const kept = element(this.svg, "defs");
    const pattern = element(kept, "pattern", { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
    element(pattern, "line", { class: "hatching", x1: 0, x2: 0, y1: 0, y2: 6 });
  }
}

export default function (component) {
  const host = component.parentElement.querySelector(".flow");
  if (!memory.has(host)) memory.set(host, new ComputeFlow(host));
  memory.get(host).update(unpacked(component.data));
}
