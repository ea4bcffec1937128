// A lever that answers while it is dragged: a native range, so that the keyboard moves it too, and at most seven
// messages a second. What the page says back is taken over only when the hand is off.

const EVERY = 150; // ms
const LOST = 1500; // ms after which an answer is not waited for any longer
const SETTLED = 900; // ms after which what the page says counts again: until then it may speak of an older place
const levers = new WeakMap();

class Lever {
  constructor(host) {
    this.host = host;
    const label = element(host, "label");
    this.name = element(label, "span", { class: "name" });
    this.output = element(label, "output");
    const track = element(label, "span", { class: "track" });
    this.fill = element(track, "i", { class: "fill" });
    this.tick = element(track, "i", { class: "tick" });
    this.input = element(track, "input", { type: "range" });
    this.note = element(host, "p", { class: "note" });
    this.sent = -SETTLED;
    this.answered = true;
    this.waiting = null;
    this.held = false;
    this.input.oninput = () => this.move();
    this.input.onpointerdown = () => (this.held = true);
    this.input.onpointerup = this.input.onchange = () => {
      this.held = false;
      this.flush();
    };
  }

  update(data, send) {
    this.data = data;
    this.send = send;
    if (!this.answered && data.value !== null) {
      this.answered = true; // the page draws levers last: all pictures of the last message are there
      if (this.waiting !== null) this.later(0);
    }
    this.host.lang = data.language;
    this.name.textContent = data.name;
    this.note.textContent = data.note;
    Object.assign(this.input, { min: data.low, max: data.high, step: data.step });
    this.tick.style.left = this.place(data.base);
    this.adopt();
    this.show();
  }

  // Stand where the page says, as soon as that counts: another lever may have moved this one.
  adopt() {
    clearTimeout(this.settling);
    if (this.held || this.waiting !== null || Number(this.input.value) === this.data.value) return;
    const early = SETTLED - (performance.now() - this.sent);
    if (early > 0) {
      this.settling = setTimeout(() => (this.adopt(), this.show()), early);
      return;
    }
    this.input.value = this.data.value;
  }

  place(value) {
    const share = (value - this.data.low) / Math.max(this.data.high - this.data.low, 1e-9);
    return `calc(9px + ${share} * (100% - 18px))`;
  }

  show() {
    const value = Number(this.input.value);
    const text = this.data.labels.length ? this.data.labels[value] : this.write(value);
    this.output.textContent = text;
    this.input.setAttribute("aria-valuetext", text);
    const changed = Math.abs(value - this.data.base) > this.data.step / 2;
    this.host.classList.toggle("changed", changed);
    const [from, to] = [Math.min(value, this.data.base), Math.max(value, this.data.base)];
    this.fill.style.left = this.place(from);
    this.fill.style.width = `calc(${(to - from) / Math.max(this.data.high - this.data.low, 1e-9)} * (100% - 18px))`;
  }

  write(value) {
    const { scale, decimals, templates, language } = this.data;
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    const form = new Intl.PluralRules(language, digits).select(value * scale);
    return fill(templates[form] ?? templates.other, { number: (value * scale).toLocaleString(language, digits) });
  }

  move() {
    this.show();
    if (this.waiting !== null) return;
    const since = performance.now() - this.sent;
    if (this.answered || since > LOST) this.later(Math.max(0, EVERY - since));
    else this.waiting = setTimeout(() => this.flush(), LOST - since);
  }

  later(wait) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.flush(), wait);
  }

  flush() {
    clearTimeout(this.waiting);
    this.waiting = null;
    this.sent = performance.now();
    this.answered = false;
    this.send(Number(this.input.value));
  }
}

export default function (component) {
  const host = component.parentElement.querySelector(".lever");
  if (!levers.has(host)) levers.set(host, new Lever(host));
  levers.get(host).update(unpacked(component.data), (value) => component.setStateValue("value", value));
}
