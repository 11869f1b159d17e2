// Axes in an SVG, on which curves are drawn.

import { draw } from "./figure.js";

const [WIDTH, HEIGHT] = [360, 210];
const MARGIN = { left: 26, right: 10, top: 8, bottom: 34 };

export class Plane {
  constructor({ x, y, xticks, yticks, label, description }) {
    const wide = WIDTH - MARGIN.left - MARGIN.right;
    const high = HEIGHT - MARGIN.top - MARGIN.bottom;
    this.x = (value) => MARGIN.left + ((value - x[0]) / (x[1] - x[0])) * wide;
    this.y = (value) => MARGIN.top + ((y[1] - value) / (y[1] - y[0])) * high;
    // Where a share of the whole picture's width lies on the axis.
    this.valueAt = (share) => x[0] + ((share * WIDTH - MARGIN.left) / wide) * (x[1] - x[0]);
    const [bottom, left] = [this.y(y[0]), this.x(x[0])];
    const text = (content, attributes) => draw("text", attributes, content);
    this.svg = draw(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "crossent-plane", role: "img", "aria-label": description },
      ...yticks.map((v) => draw("path", { class: "crossent-grid", d: `M${left} ${this.y(v)}H${WIDTH - MARGIN.right}` })),
      ...yticks.map((v) => text(v, { x: left - 6, y: this.y(v) + 4, "text-anchor": "end" })),
      ...xticks.map((v) => text(String(v).replace("-", "−"), { x: this.x(v), y: bottom + 15, "text-anchor": "middle" })),
      text(label, { x: (left + WIDTH - MARGIN.right) / 2, y: HEIGHT - 4, "text-anchor": "middle" }),
      draw("path", { class: "crossent-axis", d: `M${left} ${MARGIN.top}V${bottom}H${WIDTH - MARGIN.right}` }),
    );
  }

  add(tag, attributes) {
    const made = draw(tag, attributes);
    this.svg.append(made);
    return made;
  }

  path(points) {
    return `M${points.map(([x, y]) => `${this.x(x).toFixed(2)} ${this.y(y).toFixed(2)}`).join("L")}`;
  }
}
