// Rings of causes around a figure. All quarters are here from the start: moving through them asks nobody.

const RING = 62; // radius of a ring, px
const FAR = { x: 262, y: 158 }; // from the figure to the middle of a ring
const WIDTH = 720;
const HEIGHT = 500;
const THIN = 1.4;
const THICK = 8;
const keptRings = new WeakMap();

class LoopDiagram {
  constructor(host) {
    this.host = host;
    this.svg = element(host, "svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group" });
    const row = element(host, "label", { class: "when" });
    this.word = element(row, "span");
    this.input = element(row, "input", { type: "range", min: 0, step: 1 });
    this.output = element(row, "output");
    this.live = element(host, "p", { class: "spoken", "aria-live": "polite" });
    this.input.oninput = () => this.show(Number(this.input.value));
  }

  update(data, open) {
    const grown = !this.data || data.quarters.length !== this.data.quarters.length || data.kpi !== this.data.kpi;
    this.data = data;
    this.open = open;
    this.host.lang = data.words.language;
    this.svg.setAttribute("aria-label", data.words.alt);
    this.word.textContent = data.words.quarter;
    this.input.max = Math.max(0, data.quarters.length - 1);
    this.input.disabled = data.quarters.length < 2;
    this.show(grown ? data.quarters.length - 1 : Math.min(this.quarter, data.quarters.length - 1));
  }

  show(quarter) {
    this.quarter = quarter;
    this.input.value = quarter;
    this.output.textContent = this.data.quarters[quarter] || "";
    const focused = this.host.getRootNode().activeElement;
    const again = focused && focused.dataset ? focused.dataset.name : null;
    clear(this.svg);
    const rings = this.data.rings;
    const most = Math.max(...rings.map((ring) => Math.max(...ring.pull.map(Math.abs))), 1e-12);
    rings.forEach((ring, place) => this.ring(ring, place, rings.length, most));
    this.figure();
    if (again) this.svg.querySelector(`[data-name="${CSS.escape(again)}"]`)?.focus();
    const strongest = [...rings].sort((a, b) => Math.abs(b.pull[quarter]) - Math.abs(a.pull[quarter]))[0];
    const told = strongest ? `${this.data.quarters[quarter]}: ${strongest.title} ${strongest.told[quarter]}` : "";
    this.live.textContent = told;
    this.input.setAttribute("aria-valuetext", told);
  }

  ring(ring, place, count, most) {
    const angle = ((place + 0.5) / count) * 2 * Math.PI - Math.PI / 2;
    const [x, y] = [WIDTH / 2 + FAR.x * Math.sin(angle), HEIGHT / 2 - FAR.y * Math.cos(angle) * 1.04];
    const pull = ring.pull[this.quarter];
    const side = pull > 0 ? "up" : pull < 0 ? "down" : "none";
    this.arrow(x, y, side, THIN + (THICK - THIN) * (Math.abs(pull) / most), ring.told[this.quarter]);
    const node = element(this.svg, "g", { class: "ring", role: "button", tabindex: 0, "data-name": ring.name });
    const share = ring.share[this.quarter];
    node.setAttribute("aria-label", `${this.data.words.open}: ${ring.title}, ${share}, ${ring.told[this.quarter]}`);
    element(node, "circle", { class: "orbit", cx: x, cy: y, r: RING });
    element(node, "circle", { class: "touch", cx: x, cy: y, r: RING + 12 });
    element(node, "text", { class: "title", x, y: y - 3 }, ring.title);
    element(node, "text", { class: "share", x, y: y + 15 }, share);
    ring.steps.forEach((step, k) => this.step(node, x, y, step, k, ring.steps.length));
    node.onclick = () => this.open(ring.name);
    node.onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      this.open(ring.name);
    };
  }

  // A cause on the ring, and between two causes a small head that says which way round.
  step(node, x, y, step, k, count) {
    const at = (turn) => [x + RING * Math.sin(turn * 2 * Math.PI), y - RING * Math.cos(turn * 2 * Math.PI)];
    const [sx, sy] = at(k / count);
    const side = Math.round(Math.sin((k / count) * 2 * Math.PI) * 2); // left and right of the ring names stand outside
    const style = side > 0 ? "text-anchor:start" : side < 0 ? "text-anchor:end" : "";
    element(node, "text", { class: "step", x: sx + Math.sign(side) * -8, y: sy + 4, style }, step);
    const turn = (k + 0.5) / count;
    const [hx, hy] = at(turn);
    const degrees = turn * 360;
    element(node, "path", { class: "turn", d: "M-4 -5L5 0L-4 5z", transform: `translate(${hx} ${hy}) rotate(${degrees})` });
  }

  // From the ring's edge to the figure, as thick as the pull.
  arrow(x, y, side, width, told) {
    const [dx, dy] = [WIDTH / 2 - x, HEIGHT / 2 - y];
    const far = Math.hypot(dx, dy);
    const [ux, uy] = [dx / far, dy / far];
    const [sx, sy] = [x + ux * (RING + 16), y + uy * (RING + 16)];
    const stop = Math.min(Math.abs(96 / ux) || 1e9, Math.abs(30 / uy) || 1e9);
    const [ex, ey] = [WIDTH / 2 - ux * stop, HEIGHT / 2 - uy * stop];
    element(this.svg, "line", { class: `pull ${side}`, x1: sx, y1: sy, x2: ex, y2: ey, "stroke-width": width });
    const size = 6 + width * 0.8;
    const degrees = (Math.atan2(uy, ux) * 180) / Math.PI;
    const d = `M${-size} ${-size * 0.7}L4 0L${-size} ${size * 0.7}z`;
    element(this.svg, "path", { class: `head ${side}`, d, transform: `translate(${ex} ${ey}) rotate(${degrees})` });
    if (side === "none") return;
    element(this.svg, "text", { class: `sign ${side}`, x: (sx + ex) / 2, y: (sy + ey) / 2 - 8 }, told);
  }

  figure() {
    const node = element(this.svg, "g", { class: "figure" });
    const width = 190;
    element(node, "rect", { x: WIDTH / 2 - width / 2, y: HEIGHT / 2 - 22, width, height: 44, rx: 22 });
    const text = element(node, "text", { x: WIDTH / 2, y: HEIGHT / 2 + 5 }, this.data.kpi);
    const wide = text.getComputedTextLength ? text.getComputedTextLength() : 0;
    if (wide > width - 20) text.setAttribute("style", `font-size:${(14 * (width - 20)) / wide}px`);
  }
}

export default function (component) {
  const host = component.parentElement.querySelector(".loops");
  if (!keptRings.has(host)) keptRings.set(host, new LoopDiagram(host));
  keptRings.get(host).update(component.data, (name) => component.setTriggerValue("opened", name));
}
