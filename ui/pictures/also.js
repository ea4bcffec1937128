// The other figures, each with its end in words beside a small picture: all in one piece, because a piece of the page
// costs the server a millisecond and there are six figures.

const rows = new WeakMap();

class Also {
  constructor(host) {
    const words = element(host, "div", { class: "words" });
    this.lines = ["name", "value", "verdict", "base"].map((kind) => [kind, element(words, "p", { class: kind })]);
    this.fan = new Fan(element(host, "div", { class: "fan" }));
  }

  update({ words, picture }) {
    for (const [kind, line] of this.lines) line.textContent = words[kind];
    this.lines[2][1].className = `verdict ${words.kind}`;
    this.fan.update(picture);
  }
}

export default function (component) {
  const host = component.parentElement.querySelector(".also");
  const data = unpacked(component.data);
  host.lang = data.language;
  while (host.children.length > data.rows.length) host.lastChild.remove();
  while (host.children.length < data.rows.length) rows.set(element(host, "section"), null);
  data.rows.forEach((row, place) => {
    const section = host.children[place];
    if (!rows.get(section)) rows.set(section, new Also(section));
    rows.get(section).update(row);
  });
}
