// Logits to pull at, the probabilities that softmax makes of them at a temperature, and the loss of a label.

import { button, Choices, Figure, group, make, number, Result, Slider } from "./figure.js";
import { logsumexp, softmax, softmaxCrossEntropy } from "./crossent.js";

const NAMES = ["고양이", "개", "새"];
const START = { logits: [2, 1, -1], temperature: 1, label: 0 }; // as on the page

class Softmax extends Figure {
  static title = "로짓에서 확률과 손실까지";

  build() {
    Object.assign(this, START);
    const scale = { min: -5, max: 5, step: 0.1, kind: "q", digits: 1 };
    this.sliders = NAMES.map(
      (name, i) => new Slider(name, scale, (z) => this.change({ logits: this.logits.map((old, j) => (j === i ? z : old)) })),
    );
    this.heat = new Slider("온도 T", { min: 0.1, max: 5, step: 0.1, digits: 1 }, (temperature) => this.change({ temperature }));
    this.chances = NAMES.map((name) => new Result(name, { kind: "p" }));
    this.loss = new Result("손실", { max: 6, kind: "gap" });
    this.labels = new Choices(NAMES, (label) => this.change({ label }));
    const rows = (parts) => parts.map((part) => part.row);
    return [
      make(
        "div",
        { class: "crossent-columns" },
        group("로짓 z", ...rows(this.sliders), this.heat.row),
        make(
          "div",
          {},
          group("정답", this.labels.row),
          make("p", { class: "crossent-heading" }, "확률 softmax(z/T)와 정답의 손실"),
          ...rows([...this.chances, this.loss]),
          (this.sum = make("p", { class: "crossent-note" })),
        ),
      ),
      make("div", { class: "crossent-buttons" }, button("처음대로", () => this.change(START))),
    ];
  }

  update() {
    const { logits, temperature, label } = this;
    logits.forEach((z, i) => this.sliders[i].set(z));
    this.heat.set(temperature);
    this.labels.set(label);
    const z = logits.map((value) => value / temperature);
    const [p, loss, lse] = [softmax(z), softmaxCrossEntropy(label, z), logsumexp(z)];
    p.forEach((value, i) => this.chances[i].set(value));
    this.loss.set(loss);
    this.sum.textContent = `LSE(z/T) ${number(lse)} − 정답의 z/T ${number(z[label])} = ${number(loss)}`;
    this.expose({ logits, temperature, label, p, loss, lse });
  }

  sentence() {
    const p = NAMES.map((name, i) => `${name} ${this.chances[i].output.textContent}`).join(", ");
    return `확률 ${p}. 정답 ${NAMES[this.label]}의 손실 ${number(Number(this.dataset.loss))}`;
  }
}

customElements.define("crossent-softmax", Softmax);
