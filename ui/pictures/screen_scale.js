// Says how large the page is written, when the page was drawn for another size; nothing on most screens.

const heard = new WeakMap();

function told() {
  const { data, component } = this;
  const scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / data.laptop;
  if (Math.abs(scale - data.scale) > 0.01) component.setStateValue("scale", scale);
}

export default function (component) {
  const host = component.parentElement.querySelector(".scale");
  if (!heard.has(host)) {
    heard.set(host, {});
    const hear = () => (host.isConnected ? told.call(heard.get(host)) : removeEventListener("resize", hear));
    addEventListener("resize", hear); // a screen that was left hears no more
  }
  Object.assign(heard.get(host), { component, data: unpacked(component.data) });
  requestAnimationFrame(() => told.call(heard.get(host))); // once the style sheet is there
}
