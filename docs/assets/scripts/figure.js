// What the interactive figures share: native range inputs, bars, dragging, and the text that screen readers speak.

const PAUSE = 700; // ms without a change before the result is spoken
const SLOP = 10; // pixels that a finger goes sideways before it drags
const SVG = "http://www.w3.org/2000/svg";
let count = 0; // of ids

export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function draw(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  place(made, attributes);
  made.append(...children);
  return made;
}

export function place(made, attributes) {
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
}

export function number(x, digits = 4) {
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  const text = x.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

export const spoken = (text) => text.replaceAll("∞", "무한대").replaceAll("−", "마이너스 ");

// Calls move with how far right the pointer is, from 0 to 1. A finger may be about to scroll the page, which the browser decides
// only after its first moves (`touch-action: pan-y`, then pointercancel): until it has gone sideways, or tapped, nothing changes.
export function drag(surface, move, begin = () => {}) {
  const at = (event) => {
    const { left, width } = surface.getBoundingClientRect();
    return (event.clientX - left) / width;
  };
  let finger; // where it came down
  surface.classList.add("crossent-drag");
  surface.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    surface.setPointerCapture(event.pointerId);
    begin(event);
    finger = event.pointerType === "touch" ? event.clientX : undefined;
    if (finger === undefined) move(at(event));
  });
  for (const kind of ["pointermove", "pointerup"])
    surface.addEventListener(kind, (event) => {
      if (!surface.hasPointerCapture(event.pointerId)) return;
      if (kind === "pointermove" && Math.abs(event.clientX - finger) < SLOP) return;
      finger = undefined;
      move(at(event));
    });
}

// A bar between two values of a scale; what lies beyond the scale is marked by an arrow.
export class Bar {
  constructor(min, max, kind) {
    Object.assign(this, { min, max });
    this.fill = make("span", { class: `crossent-fill crossent-${kind}` });
    this.box = make("div", { class: "crossent-bar", "aria-hidden": "true" }, this.fill);
  }

  set(to, from = 0) {
    const share = (x) => Math.min(1, Math.max(0, (x - this.min) / (this.max - this.min)));
    const [low, high] = [share(Math.min(from, to)), share(Math.max(from, to))];
    this.fill.style.insetInlineStart = `${100 * low}%`;
    this.fill.style.inlineSize = `${100 * (high - low)}%`;
    this.box.classList.toggle("crossent-over", to > this.max);
  }
}

// A label, a bar and a number.
export class Result {
  constructor(label, { min = 0, max = 1, kind, digits = 4 }) {
    Object.assign(this, { digits });
    this.bar = new Bar(min, max, kind);
    this.output = make("span", { class: "crossent-number" });
    this.row = make("div", { class: "crossent-row" }, make("span", {}, label), this.bar.box, this.output);
  }

  set(to, from) {
    this.bar.set(to, from);
    this.output.textContent = number(to - (from ?? 0), this.digits);
  }
}

// A label, a bar that can be dragged if there is a kind of it, a number, and a range input below that keys move. Where the input's
// value is not what it means, `show` says it.
export class Slider {
  constructor(label, { min, max, step, kind, digits = 2, show = (value) => number(value, digits) }, change) {
    const id = `crossent-input-${++count}`;
    Object.assign(this, { show, bar: kind && new Bar(min, max, kind) });
    this.input = make("input", { type: "range", id, min, max, step, autocomplete: "off" });
    this.input.addEventListener("input", () => change(this.input.valueAsNumber));
    // Chromium moves the thumb as soon as a finger touches: when the finger turns out to scroll the page, it goes back.
    let before;
    this.input.addEventListener("pointerdown", () => (before = this.input.value));
    this.input.addEventListener("pointercancel", () => this.move(before));
    this.output = make("span", { class: "crossent-number", "aria-hidden": "true" });
    this.row = make("div", { class: "crossent-row" }, make("label", { for: id }, label));
    if (kind) {
      drag(this.bar.box, (right) => this.move(min + right * (max - min)));
      this.row.append(this.bar.box, this.output, this.input);
    } else this.row.append(this.input, this.output);
  }

  // As if the reader had moved the input: it keeps to its range and its steps.
  move(value) {
    this.input.value = value;
    this.input.dispatchEvent(new Event("input"));
  }

  set(value) {
    const text = this.show(value);
    this.bar?.set(value);
    this.input.value = value;
    this.input.setAttribute("aria-valuetext", spoken(text));
    this.output.textContent = text;
  }
}

// One of a few things to choose.
export class Choices {
  constructor(labels, change) {
    const name = `crossent-choice-${++count}`;
    this.inputs = labels.map((_, i) => {
      const input = make("input", { type: "radio", name, autocomplete: "off" });
      input.addEventListener("change", () => change(i));
      return input;
    });
    const rows = labels.map((label, i) => make("label", {}, this.inputs[i], label));
    this.row = make("div", { class: "crossent-choices" }, ...rows);
  }

  set(i) {
    this.inputs[i].checked = true;
  }
}

// A distribution of which one chance is pulled: the others share what is left in their proportions, also after that one took
// everything for a moment.
export class Shares {
  pull(now, i, value) {
    const rest = (weights) => weights.reduce((total, x, j) => (j === i ? total : total + x), 0);
    const weights = rest(now) > 0 ? now : this.last === i ? this.weights : now.map(() => 1);
    Object.assign(this, { last: i, weights });
    const share = (1 - value) / rest(weights);
    return weights.map((x, j) => (j === i ? value : x * share));
  }
}

export const group = (title, ...rows) => make("fieldset", {}, make("legend", {}, title), ...rows);

export function button(label, action) {
  const made = make("button", { type: "button", class: "crossent-button" }, label);
  made.addEventListener("click", action);
  return made;
}

// A figure says what it consists of (build), how it follows its state (update) and what is spoken (sentence).
export class Figure extends HTMLElement {
  connectedCallback() {
    if (this.voice) return;
    this.voice = make("p", { class: "crossent-voice", role: "status", "aria-live": "polite" });
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", this.constructor.title);
    this.replaceChildren(...this.build(), this.voice);
    this.update();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  // The numbers change at once, the voice waits until the reader rests.
  change(state) {
    Object.assign(this, state);
    this.update();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.voice.textContent = spoken(this.sentence())), PAUSE);
  }

  // What the tests read: all digits.
  expose(values) {
    for (const [name, value] of Object.entries(values)) this.dataset[name] = String(value);
  }
}
