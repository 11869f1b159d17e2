// Axes in an SVG, and what is drawn on them.

import { draw, place } from "./figure.js";

const [WIDTH, HEIGHT] = [360, 210];
const MARGIN = { left: 26, right: 10, top: 8, bottom: 34 };

export class Plane {
  constructor({ x, y, xticks, yticks, label, description }) {
    const wide = WIDTH - MARGIN.left - MARGIN.right;
    const high = HEIGHT - MARGIN.top - MARGIN.bottom;
    Object.assign(this, { from: x[0], to: x[1], bottom: y[0], top: y[1] });
    this.x = (value) => MARGIN.left + ((value - x[0]) / (x[1] - x[0])) * wide;
    this.y = (value) => MARGIN.top + ((y[1] - value) / (y[1] - y[0])) * high;
    // Where a share of the whole picture's width lies on the axis.
    this.valueAt = (share) => x[0] + ((share * WIDTH - MARGIN.left) / wide) * (x[1] - x[0]);
    const [bottom, left] = [this.y(y[0]), this.x(x[0])];
    const signed = (v) => String(v).replace("-", "−");
    const text = (content, attributes) => draw("text", attributes, content);
    this.svg = draw(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "crossent-plane", role: "img", "aria-label": description },
      ...yticks.map((v) => draw("path", { class: "crossent-grid", d: `M${left} ${this.y(v)}H${WIDTH - MARGIN.right}` })),
      ...yticks.map((v) => text(signed(v), { x: left - 6, y: this.y(v) + 4, "text-anchor": "end" })),
      ...xticks.map((v) => text(signed(v), { x: this.x(v), y: bottom + 15, "text-anchor": "middle" })),
      text(label, { x: (left + WIDTH - MARGIN.right) / 2, y: HEIGHT - 4, "text-anchor": "middle" }),
      draw("path", { class: "crossent-axis", d: `M${left} ${MARGIN.top}V${bottom}H${WIDTH - MARGIN.right}` }),
    );
  }

  add(tag, attributes, ...children) {
    const made = draw(tag, attributes, ...children);
    this.svg.append(made);
    return made;
  }

  // What a curve or a point is called, beside it.
  label(text, x, y, anchor = "start") {
    return this.add("text", { class: "crossent-label", x: this.x(x), y: this.y(y), "text-anchor": anchor }, text);
  }

  // A function's curve, as far as it lies in the picture: where it leaves, the pen is lifted.
  curve(f) {
    const points = Array.from({ length: 401 }, (_, i) => this.from + (i / 400) * (this.to - this.from)).map((x) => [x, f(x)]);
    const parts = [[]];
    for (const point of points)
      if (point[1] >= this.bottom && point[1] <= this.top) parts.at(-1).push(point);
      else if (parts.at(-1).length) parts.push([]);
    return parts.filter((part) => part.length).map((part) => this.path(part)).join("");
  }

  // Returns what puts it somewhere: a disc, or an arrow where the point has left the picture at the top or on the right.
  spot(kind) {
    const made = this.add("path", { class: `crossent-point crossent-${kind}` });
    return (x, y) => {
      const [right, down] = [this.x(Math.min(x, this.to)), this.y(Math.min(y, this.top))];
      let d = `M${right - 6} ${down}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z`;
      if (x > this.to) d = `M${right + 7} ${down}l-11 7v-14z`;
      if (y > this.top) d = `M${right} ${down - 7}l7 11h-14z`;
      place(made, { d });
    };
  }

  // A line straight up from the axis, or between two heights.
  upright(x, from = this.bottom, to = this.top) {
    return `M${this.x(x)} ${this.y(from)}V${this.y(to)}`;
  }

  path(points) {
    return `M${points.map(([x, y]) => `${this.x(x).toFixed(2)} ${this.y(y).toFixed(2)}`).join("L")}`;
  }
}
