// The situations as cards. A card is one button: its name, its dilemma, and a small picture.

const PICTURE = { width: 240, height: 84, top: 6, floor: 74 };
const shelves = new WeakMap();
// Pictures grow with their card; words in them do not.
const widths = new ResizeObserver((seen) => {
  for (const { target, contentRect } of seen) target.style.setProperty("--unit", PICTURE.width / Math.max(contentRect.width, 1));
});

function card(host, data, one, begin) {
  const button = element(host, "button", { type: "button", class: "card", "aria-label": one.label });
  element(button, "span", { class: "name" }, one.title);
  element(button, "span", { class: "dilemma" }, one.dilemma);
  if (one.median) curve(button, data, one);
  button.onclick = () => begin(one.name);
}

function curve(parent, data, one) {
  const { width, height, top, floor } = PICTURE;
  const svg = element(parent, "svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  widths.observe(svg);
  const x = (share) => share * width;
  const y = (share) => floor - share * (floor - top) / 0.8; // the top of the picture is four fifths
  const path = (values) => values.map((value, k) => `${x(one.x[k]).toFixed(1)} ${y(value).toFixed(1)}`);
  const back = path(one.high).reverse();
  element(svg, "path", { class: "band", d: `M${path(one.low).join("L")}L${back.join("L")}z` });
  element(svg, "line", { class: "goal", x1: 0, x2: width, y1: y(data.goal), y2: y(data.goal) });
  element(svg, "line", { class: "floor", x1: 0, x2: width, y1: floor, y2: floor });
  element(svg, "path", { class: "median", d: `M${path(one.median).join("L")}` });
  for (const flag of one.flags) {
    const at = x(flag.x);
    element(svg, "line", { class: "stem", x1: at, x2: at, y1: floor, y2: floor - 38 });
    element(svg, "path", { class: "pennant", d: `M${at} ${floor - 38}l8 3.2-8 3.2z` });
    element(svg, "text", { class: "flag", x: at + 11, y: floor - 31 }, flag.text);
  }
}

export default function (component) {
  const host = component.parentElement.querySelector(".gallery");
  const data = unpacked(component.data);
  const told = JSON.stringify(data);
  if (shelves.get(host) === told) return; // nothing has changed: the focus stays where it is
  shelves.set(host, told);
  clear(host);
  host.lang = data.words.language;
  for (const one of data.cards) card(host, data, one, (name) => component.setTriggerValue("chosen", name));
}
