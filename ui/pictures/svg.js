// Small tools to build a picture. Text goes in by textContent only: a name is never read as markup.

const SVG = "http://www.w3.org/2000/svg";

// What the page packed (ui/pictures/component.py): text of JSON as bytes.
function unpacked(bytes) {
  return JSON.parse(new TextDecoder().decode(bytes));
}

function element(parent, name, attributes = {}, text = null) {
  const made = document.createElementNS(parent.namespaceURI === SVG || name === "svg" ? SVG : parent.namespaceURI, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== null) made.textContent = text;
  parent.appendChild(made);
  return made;
}

function clear(node) {
  while (node.firstChild) node.removeChild(node.firstChild);
}

function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// The mark of a stack: ring (what was), dot (us), square (them), triangle (ours, not with us).
const STACKS = ["legacy", "central", "third", "rogue"];

function mark(parent, option, x, y, radius) {
  const kind = { class: "mark " + STACKS[option] };
  if (option === 2) {
    const side = radius * 1.72;
    return element(parent, "rect", { ...kind, x: x - side / 2, y: y - side / 2, width: side, height: side });
  }
  if (option === 3) {
    const r = radius * 1.3;
    const corners = [-90, 30, 150].map((turn) => {
      const angle = (turn * Math.PI) / 180;
      return `${(x + r * Math.cos(angle)).toFixed(2)},${(y + r * Math.sin(angle) + r * 0.12).toFixed(2)}`;
    });
    return element(parent, "polygon", { ...kind, points: corners.join(" ") });
  }
  return element(parent, "circle", { ...kind, cx: x, cy: y, r: option === 0 ? radius * 0.86 : radius });
}

function percent(words, share) {
  return fill(words.percent, { number: Math.round(100 * share) });
}
