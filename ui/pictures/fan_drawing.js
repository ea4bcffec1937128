// A figure by week: history in ink, the plan in ember with its band, the base case dashed. Drawn here, so that it
// follows the finger: a chart library would take longer to draw than the game to play.

class Fan {
  constructor(host) {
    this.host = host;
    this.svg = element(host, "svg", { role: "img" });
    this.watch = new ResizeObserver(() => this.data && Math.abs(host.clientWidth - this.width) > 1 && this.draw());
    this.watch.observe(host);
  }

  update(data) {
    this.data = data;
    this.host.lang = data.language;
    this.host.classList.toggle("small", data.small);
    this.svg.setAttribute("aria-label", data.alt);
    this.draw();
  }

  draw() {
    const { data } = this;
    this.width = this.host.clientWidth || 600;
    this.height = parseFloat(getComputedStyle(this.host).getPropertyValue("--fan-height")) || data.height; // low on a tablet
    const room = data.small ? { left: 2, right: 8, top: 8, bottom: 6 } : this.room();
    const box = { width: this.width - room.left - room.right, height: this.height - room.top - room.bottom };
    this.x = (week) => room.left + (box.width * week) / Math.max(1, data.weeks - 1);
    const [low, high] = data.range;
    this.y = (value) => room.top + box.height * (1 - (value - low) / Math.max(high - low, 1e-12));
    clear(this.svg);
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    this.svg.setAttribute("height", this.height);
    if (!data.small) this.axes(room, box);
    else element(this.svg, "line", { class: "rail", x1: this.x(0), x2: this.x(data.weeks - 1), y1: this.y(low), y2: this.y(low) });
    if (data.goal !== null) this.goal(room, box);
    if (data.band) this.band(data.band);
    this.path("base", data.base, Math.max(0, data.since - 1));
    this.path("mine", data.mine, Math.max(0, data.since - 1));
    if (data.since > 1) this.path("past", data.mine.slice(0, data.since), 0);
    const last = data.weeks - 1;
    element(this.svg, "circle", { class: "end", cx: this.x(last), cy: this.y(data.mine[last]), r: data.small ? 3.5 : 5 });
    if (!data.small) this.labels(room, box);
  }

  path(kind, values, from) {
    const points = [];
    for (let week = from; week < values.length; week += 1) {
      if (Number.isFinite(values[week])) points.push(`${this.x(week).toFixed(1)},${this.y(values[week]).toFixed(1)}`);
    }
    element(this.svg, "polyline", { class: kind, points: points.join(" ") });
  }

  band([low, high]) {
    const points = [];
    const since = Math.max(0, this.data.since - 1);
    for (let week = since; week < high.length; week += 1) points.push(`${this.x(week).toFixed(1)},${this.y(high[week]).toFixed(1)}`);
    for (let week = low.length - 1; week >= since; week -= 1) points.push(`${this.x(week).toFixed(1)},${this.y(low[week]).toFixed(1)}`);
    element(this.svg, "polygon", { class: "band", points: points.join(" ") });
  }

  // Room for the words around: amounts of money are long.
  room() {
    const longest = Math.max(...this.data.ticks.map(([, text]) => text.length)); // in letters
    const letters = longest > 5 ? Math.max(10, longest) : 5; // few widths: pictures above one another begin alike
    return { left: 16 + letters * 6.9, right: 118, top: 12, bottom: 28 };
  }

  goal(room, box) {
    const y = this.y(this.data.goal);
    element(this.svg, "line", { class: "goal", x1: room.left, x2: room.left + box.width, y1: y, y2: y });
    element(this.svg, "text", { class: "note", x: room.left + 6, y: y - 6 }, this.data.goal_text);
  }

  axes(room, box) {
    const { data } = this;
    for (const [value, text] of data.ticks) {
      const y = this.y(value);
      element(this.svg, "line", { class: "grid", x1: room.left, x2: room.left + box.width, y1: y, y2: y });
      element(this.svg, "text", { class: "axis left", x: room.left - 8, y: y + 4 }, text);
    }
    const quarters = data.quarters.length;
    data.quarters.forEach((name, q) => {
      const [start, end] = [this.x((q * (data.weeks - 1)) / quarters), this.x(((q + 1) * (data.weeks - 1)) / quarters)];
      if (q) element(this.svg, "line", { class: "quarter", x1: start, x2: start, y1: room.top, y2: room.top + box.height });
      element(this.svg, "text", { class: "axis middle", x: (start + end) / 2, y: this.height - 8 }, name);
    });
  }

  // Labels at the lines' ends, moved apart where they would touch.
  labels(room, box) {
    const { data } = this;
    const last = data.weeks - 1;
    let [mine, base] = [this.y(data.mine[last]), this.y(data.base[last])];
    const need = data.band ? 40 : 22;
    if (Math.abs(mine - base) < need) {
      const middle = (mine + base) / 2;
      const up = mine <= base ? -1 : 1;
      [mine, base] = [middle + (up * need) / 2, middle - (up * need) / 2];
    }
    const x = room.left + box.width + 12;
    element(this.svg, "text", { class: "label own", x, y: mine + 4 }, data.words.mine);
    if (data.words.band) element(this.svg, "text", { class: "label sub", x, y: mine + 20 }, data.words.band);
    element(this.svg, "text", { class: "label base", x, y: base + 4 }, data.words.base);
    if (data.since > 6) {
      element(this.svg, "text", { class: "note end", x: this.x(data.since - 1) - 6, y: this.y(data.mine[data.since - 1]) - 12 }, data.words.past);
    }
  }
}
