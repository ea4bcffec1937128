"""The causal loop diagram on a page of its own, and where its nouns, names and arrows lie."""

import base64
import json

from ui import palette
from ui.pictures.component import FOLDER

FONT = "'Source Sans 3', 'Source Sans Pro', 'Noto Sans CJK SC', sans-serif"
SCRIPTS = [(FOLDER / name).read_text(encoding="utf-8") for name in ("svg.js", "loop_diagram.js")]
MEASURE = """() => {
  const box = (nodes) => {
    const found = nodes.map((node) => node.getBBox()).filter((b) => b.width);
    const [x, y] = [Math.min(...found.map((b) => b.x)), Math.min(...found.map((b) => b.y))];
    return [x, y, Math.max(...found.map((b) => b.x + b.width)), Math.max(...found.map((b) => b.y + b.height))];
  };
  const view = document.querySelector('.loops svg').viewBox.baseVal;
  const nodes = [...document.querySelectorAll('.node')].map((g) => ({
    name: g.textContent, box: box([g.querySelector('rect')]) }));
  const loops = [...document.querySelectorAll('.loop')].map((g) => ({
    name: g.dataset.name,
    box: box([...g.querySelectorAll('.title, .share')]),
    arrows: [...g.querySelectorAll('.pull')].flatMap((p) => {
      const far = p.getTotalLength();
      return [...Array(60).keys()].map((k) => p.getPointAtLength(far * k / 59)).map((q) => [q.x, q.y]);
    }),
    signs: [...g.querySelectorAll('.sign')].map((s) => box([s])) }));
  return { nodes, loops, view: [view.x, view.y, view.x + view.width, view.y + view.height] };
}"""


def document(data, width):
    """Return a page that draws the diagram `width` px wide."""
    styles = (FOLDER / "loop_diagram.css").read_text(encoding="utf-8").replace(":host", "body")
    packed = base64.b64encode(json.dumps(data).encode()).decode()
    script = "\n".join(SCRIPTS).replace("export default function", "function draw")
    own = f"body {{ --st-font: {FONT}; margin: 0; color-scheme: light; background: var(--paper) }}"
    return f"""<style>{palette.css_variables()} {own} {styles}</style>
<body class="stApp"><div style="width:{width}px"><div class="loops"></div></div>
<script>(() => {{ {script}
const bytes = Uint8Array.from(atob('{packed}'), (c) => c.charCodeAt(0));
draw({{ parentElement: document.body, setTriggerValue() {{}}, data: bytes }}); }})();</script>"""


def overlap(one, other):
    """Whether two boxes (left, top, right, bottom) have ground in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def faults(found):
    """Return what lies on what: nouns on nouns, names on nouns, on names, or on another loop's arrows, or outside."""
    said = []
    nodes, loops, view = found["nodes"], found["loops"], found["view"]
    for i, node in enumerate(nodes):
        said += [f"noun {node['name']} on noun {other['name']}" for other in nodes[:i] if overlap(node["box"], other["box"])]
    for i, loop in enumerate(loops):
        said += [f"name {loop['name']} on noun {node['name']}" for node in nodes if overlap(loop["box"], node["box"])]
        said += [f"name {loop['name']} on name {other['name']}" for other in loops[:i] if overlap(loop["box"], other["box"])]
        for other in loops:
            inside = [p for p in other["arrows"] if overlap(loop["box"], (*p, *p))]
            if other is not loop and inside:
                said.append(f"name {loop['name']} on an arrow of {other['name']}")
    for piece in nodes + loops:
        left, _, right, _ = piece["box"]
        if left < view[0] - 1 or right > view[2] + 1:
            said.append(f"{piece['name']} outside")
    return said
