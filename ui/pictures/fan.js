// One figure as a picture of its own (fan_drawing.js).

const fans = new WeakMap();

export default function (component) {
  const host = component.parentElement.querySelector(".fan");
  if (!fans.has(host)) fans.set(host, new Fan(host));
  fans.get(host).update(unpacked(component.data));
}
