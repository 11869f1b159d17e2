// Two distributions to pull at, and what the cross entropy of them consists of.

import { button, Figure, group, make, number, Result, Shares, Slider } from "./figure.js";
import { crossEntropy, entropy, klDivergence } from "./crossent.js";

const Q = [0.7, 0.2, 0.1]; // the shares of the ten photos' labels, as on the page
const P = [0.2, 0.3, 0.5]; // its bad prediction
const LONGEST = 3; // nats

class Bars extends Figure {
  static title = "두 분포를 움직이며 보는 크로스 엔트로피";

  build() {
    Object.assign(this, { q: Q, p: P });
    const sliders = (name) => {
      const shares = new Shares();
      return this[name].map((_, i) => {
        const scale = { min: 0, max: 1, step: 0.01, kind: name, digits: 3 };
        return new Slider(`클래스 ${i}`, scale, (value) => this.change({ [name]: shares.pull(this[name], i, value) }));
      });
    };
    this.sliders = { q: sliders("q"), p: sliders("p") };
    const result = (label, kind) => new Result(label, { max: LONGEST, kind });
    this.results = [result("H(q)", "q"), result("H(q,p)", "p"), result("H(q,p) − H(q)", "gap"), result("KL(q‖p)", "gap")];
    const rows = (parts) => parts.map((part) => part.row);
    return [
      make(
        "div",
        { class: "crossent-columns" },
        group("실제 분포 q", ...rows(this.sliders.q)),
        group("예측 분포 p", ...rows(this.sliders.p)),
      ),
      make("div", { class: "crossent-results" }, ...rows(this.results)),
      make(
        "div",
        { class: "crossent-buttons" },
        button("p를 q와 같게", () => this.change({ p: [...this.q] })),
        button("처음대로", () => this.change({ q: Q, p: P })),
      ),
    ];
  }

  update() {
    const { q, p } = this;
    for (const name of ["q", "p"]) this[name].forEach((value, i) => this.sliders[name][i].set(value));
    const [h, ce, kl] = [entropy(q), crossEntropy(q, p), klDivergence(q, p)];
    const [own, cross, gap, divergence] = this.results;
    own.set(h);
    cross.set(ce);
    gap.set(ce, h);
    divergence.set(kl);
    this.expose({ q, p, entropy: h, crossEntropy: ce, gap: ce - h, klDivergence: kl });
  }

  sentence() {
    const [h, ce, kl] = [this.dataset.entropy, this.dataset.crossEntropy, this.dataset.klDivergence].map(Number);
    return `엔트로피 ${number(h)}, 크로스 엔트로피 ${number(ce)}, 차이인 KL 발산 ${number(kl)}`;
  }
}

customElements.define("crossent-bars", Bars);
