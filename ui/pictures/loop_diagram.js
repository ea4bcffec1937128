// Causal loops: nouns in fixed places, joined by arrows as thick as their loop pulls. All quarters are here from the
// start: moving through them asks nobody.

const THIN = 1.4;
const THICK = 6.5;
const PILL = 26; // height of a noun, px
const PIECES = 12; // of an arrow, for what a label covers of it
const QUARTER_MS = 900;
const LABEL = { up: 16, down: 18 }; // px a loop's name and share reach from their middle
const STEPS = [...Array(25).keys()].map((k) => 9 * (k - 12));
const AWAY = STEPS.flatMap((dx) => STEPS.map((dy) => [dx, dy])); // px to move a label from the middle of its loop
const COVERING = { box: 1000, arrow: 20 }; // px that a label rather moves than cover a noun, or a piece of an arrow
const STILL = 1e-9; // share of the greatest pull below which a loop does not pull
const HIGHEST = 0.8; // px a step down takes at most: on a wide screen the picture grows in width alone
const ROOM = { wide: 46, high: 34 }; // px at least from the middle of a loop of two to its arrows, so that its name has room
const AIR = 14; // px around what is drawn
const keptLoops = new WeakMap();

class LoopDiagram {
  constructor(host) {
    this.host = host;
    this.svg = element(host, "svg", { role: "group" });
    const row = element(host, "div", { class: "when" });
    this.button = element(row, "button", { type: "button", class: "play" });
    const label = element(row, "label");
    this.word = element(label, "span");
    this.input = element(label, "input", { type: "range", min: 0, step: 1 });
    this.output = element(row, "output");
    this.live = element(host, "p", { class: "spoken", "aria-live": "polite" });
    this.timer = null;
    this.input.oninput = () => (this.stop(), this.show(Number(this.input.value)));
    this.button.onclick = () => (this.timer ? this.stop() : this.play());
    this.watch = new ResizeObserver(() => this.data && this.resized());
    this.watch.observe(host);
  }

  resized() {
    if (Math.abs(this.host.clientWidth - this.width) < 2) return;
    this.build();
    this.show(this.quarter);
  }

  update(data, open) {
    const grown = !this.data || data.quarters.length !== this.data.quarters.length;
    this.data = data;
    this.open = open;
    this.host.lang = data.words.language;
    this.svg.setAttribute("aria-label", data.words.alt);
    this.word.textContent = data.words.quarter;
    this.last = Math.max(0, data.quarters.length - 1);
    this.input.max = this.last;
    this.input.disabled = this.button.disabled = this.last < 1;
    this.build();
    this.face();
    this.show(grown ? this.last : Math.min(this.quarter, this.last));
  }

  // Places grow with the width, words do not. Nodes are measured first, so that arrows end at their edges.
  build() {
    this.width = this.host.clientWidth || this.data.size[0];
    this.scale = this.width / this.data.size[0];
    const focused = this.host.getRootNode().activeElement;
    const again = focused && focused.dataset ? focused.dataset.name : null;
    clear(this.svg);
    const arrows = element(this.svg, "g");
    this.nodes = new Map(this.data.nodes.map((node) => [node.name, this.node(node)]));
    this.most = Math.max(...this.data.loops.flatMap((loop) => loop.pull.map(Math.abs)), 1e-12);
    const reach = PILL / 2 + 3;
    this.taken = [...this.nodes.values()].map(({ x, y, wide }) => ({ x, y, half: wide / 2, up: reach, down: reach }));
    this.ways = []; // points on the arrows
    this.loops = this.data.loops.map((loop) => this.loop(arrows, loop));
    for (const loop of this.loops) this.label(loop);
    const { x, y, width, height } = this.svg.getBBox(); // what is drawn stands in the middle, and no empty space about it
    this.svg.setAttribute("viewBox", `${x + (width - this.width) / 2} ${y - AIR} ${this.width} ${height + 2 * AIR}`);
    if (again) this.svg.querySelector(`[data-name="${CSS.escape(again)}"]`)?.focus();
  }

  node({ text, at, figure }) {
    const [x, y] = [at[0] * this.scale, at[1] * Math.min(this.scale, HIGHEST)];
    const group = element(this.svg, "g", { class: figure ? "node figure" : "node" });
    const rect = element(group, "rect", { y: y - PILL / 2, height: PILL, rx: PILL / 2 });
    const said = element(group, "text", { x, y: y + 4.5 }, text);
    const wide = (said.getComputedTextLength ? said.getComputedTextLength() : 60) + 26;
    rect.setAttribute("x", x - wide / 2);
    rect.setAttribute("width", wide);
    return { x, y, wide };
  }

  loop(parent, loop) {
    const group = element(parent, "g", { class: `loop ${loop.kind}`, role: "button", tabindex: 0, "data-name": loop.name });
    group.style.setProperty("--colour", `var(--${loop.colour})`);
    group.style.setProperty("--label", `var(--${loop.colour}-label)`);
    const places = loop.steps.map((step) => this.nodes.get(step));
    const middle = { x: mean(places.map((p) => p.x)), y: mean(places.map((p) => p.y)) };
    const title = element(group, "text", { class: "title" }, loop.title);
    const share = element(group, "text", { class: "share" });
    const wide = (text) => ((share.textContent = text), share.getComputedTextLength());
    const half = Math.max(title.getComputedTextLength(), ...loop.pull.map((_, q) => wide(said(loop, q)))) / 2;
    const next = (k) => places[(k + 1) % places.length];
    const arrows = places.map((from, k) => this.arrow(group, from, next(k), { ...middle, half }, loop.signs[k]));
    group.append(title, share); // above the arrows
    group.onclick = () => this.open(loop.name);
    group.onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      this.open(loop.name);
    };
    return { loop, group, arrows, middle, half, title, share };
  }

  // Name and share go near the middle of their loop, where they cover no noun, no other label, and little of the arrows.
  label({ middle, half, title, share }) {
    const cost = ([dx, dy]) => {
      const [x, y] = [middle.x + dx, middle.y + dy];
      const over = (other) =>
        Math.abs(other.x - x) < half + other.half && y - LABEL.up < other.y + other.down && y + LABEL.down > other.y - other.up;
      const covered = (others) => others.filter(over).length;
      return COVERING.box * covered(this.taken) + COVERING.arrow * covered(this.ways) + Math.hypot(dx, dy);
    };
    const costs = AWAY.map(cost);
    const [dx, dy] = AWAY[costs.indexOf(Math.min(...costs))];
    const [x, y] = [middle.x + dx, middle.y + dy];
    this.taken.push({ x, y, half, ...LABEL });
    for (const [text, down] of [[title, -3], [share, 14]]) {
      text.setAttribute("x", x);
      text.setAttribute("y", y + down);
    }
  }

  // An arc that bows away from the loop's middle, from pill to pill; its sign stands near the head.
  arrow(parent, from, to, middle, sign) {
    const [mx, my] = [(from.x + to.x) / 2, (from.y + to.y) / 2];
    let [dx, dy] = [to.x - from.x, to.y - from.y];
    const far = Math.hypot(dx, dy) || 1;
    let [nx, ny] = [-dy / far, dx / far];
    const outward = (mx - middle.x) * nx + (my - middle.y) * ny;
    const two = Math.abs(outward) < 1;
    const side = two ? 1 : Math.sign(outward);
    const bow = two ? Math.min(0.5 * far, Math.max(ROOM.wide, middle.half - 2) * Math.abs(nx) + ROOM.high * Math.abs(ny)) : Math.min(40, 0.18 * far);
    const [cx, cy] = [mx + nx * side * 2 * bow, my + ny * side * 2 * bow];
    const [sx, sy] = edge(from, cx, cy, 3);
    const [ex, ey] = edge(to, cx, cy, 9);
    const path = element(parent, "path", { class: "pull", d: `M${sx} ${sy}Q${cx} ${cy} ${ex} ${ey}` });
    element(parent, "path", { class: "touch", d: `M${sx} ${sy}Q${cx} ${cy} ${ex} ${ey}` });
    const turn = (Math.atan2(ey - cy, ex - cx) * 180) / Math.PI;
    const head = element(parent, "path", { class: "head", d: "M-6 -5.5L6 0L-6 5.5z", transform: `translate(${ex} ${ey}) rotate(${turn})` });
    const along = (at, s, c, e) => (1 - at) ** 2 * s + 2 * at * (1 - at) * c + at * at * e;
    const point = (at) => [along(at, sx, cx, ex), along(at, sy, cy, ey)];
    for (let k = 0; k <= PIECES; k++) {
      const [x, y] = point(k / PIECES);
      this.ways.push({ x, y, half: 3, up: 3, down: 3 });
    }
    const [px, py] = point(0.76);
    element(parent, "text", { class: "sign", x: px + nx * side * 12, y: py + ny * side * 12 + 5 }, sign);
    return { path, head };
  }

  show(quarter) {
    this.quarter = Math.max(0, quarter);
    this.input.value = this.quarter;
    this.output.textContent = this.data.quarters[this.quarter] || "";
    for (const { loop, group, arrows, share } of this.loops) {
      const pull = loop.pull[this.quarter] || 0;
      const strength = Math.abs(pull) / this.most;
      group.classList.toggle("still", strength < STILL);
      for (const { path, head } of arrows) {
        path.style.strokeWidth = `${THIN + (THICK - THIN) * strength}px`;
        head.setAttribute("transform", head.getAttribute("transform").replace(/ scale.*/, "") + ` scale(${0.8 + 0.8 * strength})`);
      }
      const told = strength < STILL ? "" : said(loop, this.quarter);
      share.textContent = told;
      group.setAttribute("aria-label", told ? loop.spoken[this.quarter] : loop.open);
    }
    const strongest = [...this.data.loops].sort((a, b) => Math.abs(b.pull[this.quarter]) - Math.abs(a.pull[this.quarter]))[0];
    const told = strongest ? `${this.output.textContent}${this.data.words.colon}${strongest.title} ${strongest.told[this.quarter]}` : "";
    this.live.textContent = told;
    this.input.setAttribute("aria-valuetext", told);
  }

  play() {
    this.show(this.quarter >= this.last ? 0 : this.quarter);
    this.timer = setInterval(() => {
      this.show(this.quarter + 1);
      if (this.quarter >= this.last) this.stop();
    }, QUARTER_MS);
    this.face();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.face();
  }

  // The face of the play button: a triangle, or two bars while it plays.
  face() {
    clear(this.button);
    this.button.setAttribute("aria-label", this.timer ? this.data.words.pause : this.data.words.play);
    const icon = element(this.button, "svg", { viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true" });
    element(icon, "path", { d: this.timer ? "M2 1h3v10H2zM7 1h3v10H7z" : "M3 1l8 5-8 5z" });
  }
}

function said(loop, quarter) {
  return `${loop.share[quarter]} · ${loop.told[quarter]}`;
}

function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

// Where the way from a pill's middle towards a point leaves the pill, and a little further.
function edge({ x, y, wide }, tox, toy, gap) {
  const [dx, dy] = [tox - x, toy - y];
  const far = Math.hypot(dx, dy) || 1;
  const out = Math.min(Math.abs((wide / 2) / (dx / far)) || 1e9, Math.abs((PILL / 2) / (dy / far)) || 1e9) + gap;
  return [x + (dx / far) * out, y + (dy / far) * out];
}

export default function (component) {
  const host = component.parentElement.querySelector(".loops");
  if (!keptLoops.has(host)) keptLoops.set(host, new LoopDiagram(host));
  keptLoops.get(host).update(unpacked(component.data), (name) => component.setTriggerValue("opened", name));
}
