// The organisation as an archipelago: an island is a unit, a mark is a team, its shape and colour the team's stack.
// All weeks are here from the start, so that moving through time asks nobody.

const MIDDLE = 350; // half the width in which the islands were placed
const RING = 11; // px, around the team that is pointed at
const NEAR = 230; // farther than this from its words a line would cross the map
const memory = new WeakMap();

class OrganisationMap {
  constructor(host) {
    this.host = host;
    this.key = element(host, "p", { class: "key" });
    this.svg = element(host, "svg", { class: "sea", role: "group" });
    this.scrubber = new WeekScrubber(host, (week) => this.show(week));
    this.detail = element(host, "p", { class: "detail" });
    this.live = element(host, "p", { class: "spoken", "aria-live": "polite" });
    this.focused = 0;
    this.chosen = null;
    this.watch = new ResizeObserver(() => this.data && this.resized());
    this.watch.observe(host);
  }

  // `data.watch` is the week to play from, null where there is nothing new to watch; `watched` is told when it has played.
  update(data, watched) {
    const same = this.data && this.data.run === data.run;
    const moment = data.watch === null ? this.moment : `${data.run}:${data.weeks.length}`;
    const from = moment !== this.moment ? data.watch : null;
    this.moment = moment;
    if (from === null && data.watch !== null && this.scrubber.timer) return; // it plays already
    this.scrubber.ended = () => data.watch !== null && watched();
    if (!same) this.scrubber.stay = false;
    if (!same) this.chosen = null;
    this.data = data;
    this.host.lang = data.words.language;
    this.host.classList.toggle("quiet", data.quiet === true); // islands and marks only
    this.scrubber.row.hidden = data.quiet === true;
    this.build();
    this.scrubber.update(data, from);
  }

  resized() {
    if (Math.abs(this.host.clientWidth - this.width) < 2) return;
    this.build();
    this.scrubber.go(this.scrubber.week);
  }

  // Everything that does not change with the week.
  build() {
    const { data } = this;
    this.width = this.host.clientWidth || data.size[0];
    this.scale = this.width / data.size[0];
    this.marks = Math.max(0.82, Math.min(1.25, this.scale));
    clear(this.svg);
    const height = data.size[1] * this.scale;
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${height}`);
    this.svg.setAttribute("height", height);
    this.svg.setAttribute("aria-label", data.words.alt);
    for (const layer of ["shoal", "shallow", "coast", "land"]) this.outlines(layer);
    this.ties = element(this.svg, "g", { "aria-hidden": "true" });
    this.pointer = element(this.svg, "g", { class: "callout", "aria-hidden": "true" });
    this.names = element(this.svg, "g", { "aria-hidden": "true" }); // over the callout's line
    this.teams = element(this.svg, "g", { role: "list", "aria-label": data.words.teams });
    this.nodes = data.teams.map((team, number) => this.node(team, number));
    this.drawn = data.teams.map(() => -1);
  }

  outlines(layer) {
    const thickness = { shoal: 82, shallow: 60, coast: 35, land: 33 }[layer] * this.scale;
    for (const island of this.data.islands) {
      const points = island.coast.map(([x, y]) => `${x * this.scale},${y * this.scale}`).join(" ");
      element(this.svg, "polygon", { class: layer, points, "stroke-width": thickness, "aria-hidden": "true" });
    }
  }

  node(team, number) {
    const [x, y] = [team.x * this.scale, team.y * this.scale];
    const node = element(this.teams, "g", { class: "team", role: "listitem", tabindex: number === this.focused ? 0 : -1 });
    element(node, "circle", { class: "target", cx: x, cy: y, r: 12 });
    node.onclick = () => this.choose(number);
    node.onfocus = () => this.choose(number);
    node.onkeydown = (event) => this.walk(event, number);
    return node;
  }

  // One stop for the Tab key; arrow keys walk from team to team in reading order.
  walk(event, number) {
    const count = this.nodes.length;
    const target = {
      ArrowRight: (number + 1) % count, ArrowDown: (number + 1) % count,
      ArrowLeft: (number + count - 1) % count, ArrowUp: (number + count - 1) % count,
      Home: 0, End: count - 1,
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    this.nodes[this.focused].setAttribute("tabindex", -1);
    this.focused = target;
    this.nodes[target].setAttribute("tabindex", 0);
    this.nodes[target].focus();
  }

  choose(number) {
    this.chosen = number;
    this.nodes.forEach((node, i) => node.classList.toggle("chosen", i === number));
    this.tell(this.scrubber.week);
  }

  show(week) {
    const options = this.data.weeks[week];
    options.forEach((option, team) => this.place(team, option));
    this.tie(options, week);
    this.label(options);
    this.point(week);
    this.count(week);
    this.tell(week);
  }

  place(team, option) {
    const { x, y, r, name } = this.data.teams[team];
    const node = this.nodes[team];
    const label = fill(this.data.words.team_is, { team: name, stack: this.data.words.stacks[option] });
    node.setAttribute("aria-label", label);
    if (this.drawn[team] === option) return;
    const first = this.drawn[team] < 0;
    this.drawn[team] = option;
    while (node.children.length > 1) node.removeChild(node.lastChild);
    const drawn = mark(node, option, x * this.scale, y * this.scale, r * this.marks);
    if (!first) drawn.classList.add("new");
  }

  since(team, week) {
    let start = week;
    while (start > 0 && this.data.weeks[start - 1][team] === this.data.weeks[week][team]) start -= 1;
    return start;
  }

  tie(options, week) {
    clear(this.ties);
    for (const [a, b] of this.data.ties) {
      const [one, two] = [this.data.teams[a], this.data.teams[b]];
      const inside = one.unit === two.unit;
      const rogue = options[a] === 3 && options[b] === 3;
      const spread = rogue && this.since(a, week) !== this.since(b, week);
      const [x1, y1, x2, y2] = [one.x, one.y, two.x, two.y].map((value) => value * this.scale);
      const bend = inside ? 0 : 0.1;
      const middle = [(x1 + x2) / 2 - bend * (y2 - y1), (y1 + y2) / 2 + bend * (x2 - x1)];
      const kind = spread ? "spread" : inside ? "inside" : "between";
      element(this.ties, "path", { class: "tie " + kind, d: `M${x1} ${y1}Q${middle[0]} ${middle[1]} ${x2} ${y2}` });
    }
  }

  label(options) {
    clear(this.names);
    for (const island of this.data.islands) {
      let [weight, central] = [0, 0];
      for (const team of island.teams) {
        weight += this.data.teams[team].weight;
        if (options[team] === 1) central += this.data.teams[team].weight;
      }
      const lowest = Math.max(...island.coast.map((point) => point[1]));
      const text = element(this.names, "text", { class: "unit", x: island.x * this.scale, y: lowest * this.scale + 17 * this.scale + 13 });
      element(text, "tspan", { class: "name" }, island.name);
      element(text, "tspan", { class: "share", dx: 4 }, percent(this.data.words, weight ? central / weight : 0));
    }
  }

  // The one team that the picture points at, in the free corner at the lower right.
  point(week) {
    clear(this.pointer);
    const { callout } = this.data;
    if (!callout || week < callout.since) return;
    const team = this.data.teams[callout.team];
    const [x, y] = [team.x * this.scale, team.y * this.scale];
    const [left, top] = [this.width * 0.72, this.data.size[1] * this.scale * 0.8];
    const [endX, endY] = x > left ? [left + 70, top - 16] : [left - 8, top - 4];
    element(this.pointer, "circle", { class: "ring", cx: x, cy: y, r: RING });
    if (Math.hypot(endX - x, endY - y) < NEAR * this.scale)
      element(this.pointer, "path", { class: "lead", d: `M${x} ${y + RING}C${x} ${y + 50} ${endX} ${endY - 40} ${endX} ${endY}` });
    else element(this.pointer, "circle", { class: "ring", cx: left - 13, cy: top - 5, r: RING - 4 }); // same ring, no line over all
    let line = 0;
    callout.lines.forEach((text, number) => {
      for (const part of this.wrapped(text, this.width - left)) {
        element(this.pointer, "text", { class: number ? "line" : "line first", x: left, y: top + 18 * line }, part);
        line += 1;
      }
    });
  }

  // Break a sentence into lines that fit; Chinese has no spaces and may break anywhere.
  wrapped(text, width) {
    const probe = element(this.pointer, "text", { class: "line first" });
    const pieces = /\s/.test(text) ? text.split(/(?<=\s)/) : [...text];
    const lines = [""];
    for (const piece of pieces) {
      probe.textContent = lines[lines.length - 1] + piece;
      if (probe.getComputedTextLength() > width && lines[lines.length - 1]) lines.push(piece);
      else lines[lines.length - 1] += piece;
    }
    this.pointer.removeChild(probe);
    return lines;
  }

  // The shares of this week (what the CEO believes, or true) in the line above: the key of the marks at once.
  count(week) {
    const shares = this.data.shares[week];
    clear(this.key);
    element(this.key, "span", { class: "lead-in" }, this.data.words.key);
    for (const option of [1, 0, 2, 3]) {
      const item = element(this.key, "span", { class: "item" });
      const icon = element(item, "svg", { width: 14, height: 14, viewBox: "0 0 14 14", "aria-hidden": "true" });
      mark(icon, option, 7, 7, 5);
      element(item, "span", {}, this.data.words.stacks[option] + " ");
      element(item, "b", {}, percent(this.data.words, shares[option]));
      const base = this.data.base[week];
      if (option === 1 && base !== undefined && base !== null) {
        element(item, "span", { class: "base" }, " " + fill(this.data.words.base, { share: percent(this.data.words, base) }));
      }
    }
    clearTimeout(this.speaking);
    const spoken = fill(this.data.words.spoken, {
      week: week + 1, central: percent(this.data.words, shares[1]), rogue: percent(this.data.words, shares[3]),
    });
    this.speaking = setTimeout(() => (this.live.textContent = spoken), 900);
  }

  tell(week) {
    if (this.chosen === null) {
      this.detail.textContent = this.data.words.hint;
      return;
    }
    const team = this.data.teams[this.chosen];
    const option = this.data.weeks[week][this.chosen];
    const since = this.since(this.chosen, week);
    const values = { team: team.name, stack: this.data.words.stacks[option], week: since + 1 };
    const sentence = fill(since > 0 ? this.data.words.team_since : this.data.words.team_always, values);
    const reason = team.reason && week >= team.reason_week ? " " + team.reason : "";
    this.detail.textContent = sentence + reason;
  }
}

export default function (component) {
  const host = component.parentElement.querySelector(".map");
  if (!memory.has(host)) memory.set(host, new OrganisationMap(host));
  memory.get(host).update(unpacked(component.data), () => component.setTriggerValue("watched", true));
}
