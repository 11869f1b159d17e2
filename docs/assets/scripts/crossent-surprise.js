// The chance that a model gave to the right answer, pulled along the curve of its surprise.

import { button, drag, Figure, make, number, place, Result, Slider } from "./figure.js";
import { Plane } from "./plane.js";

const START = 0.5;
const TOP = 5; // nats

// Halved often enough a chance is small, and yet not 0.
const shown = (chance) => (chance > 0 && chance < 0.0005 ? chance.toExponential(1).replace("-", "−") : number(chance, 3));

// How often, in words.
const COUNTS = ["두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열"];

function words(chance) {
  if (chance === 0) return "나올 수 없다고 본 답이 나왔습니다. 놀라움에 끝이 없습니다.";
  if (chance === 1) return "반드시 나온다고 본 답이 나왔습니다. 놀랄 일이 없습니다.";
  if (chance > 0.5) return `100번에 ${Math.round(100 * chance)}번쯤 나온다고 본 답이 나왔습니다.`;
  const times = Math.round(1 / chance);
  const often = times <= 10 ? `${COUNTS[times - 2]} 번` : `${times.toLocaleString("ko")}번`;
  return `${often}에 한 번쯤 나온다고 본 답이 나왔습니다.`;
}

class Surprise extends Figure {
  static title = "확률과 놀라움";

  build() {
    this.chance = START;
    const plane = new Plane({
      x: [0, 1],
      y: [0, TOP],
      xticks: [0, 0.25, 0.5, 0.75, 1],
      yticks: [0, 1, 2, 3, 4, 5],
      label: "나온 답에 준 확률",
      description: "확률이 작아질수록 가파르게 커지는 놀라움의 곡선과 지금의 확률에 놓인 점, 방금 확률을 절반으로 줄였으면 그때 오른 높이",
    });
    this.plane = plane;
    plane.add("path", { class: "crossent-line crossent-p", d: plane.curve((x) => -Math.log(x)) });
    const letter = this.hasAttribute("bits") ? "a" : "p"; // as on the page
    plane.label(`놀라움 −log ${letter}`, 0.03, 0.25);
    this.half = plane.add("path", { class: "crossent-line crossent-gap crossent-dashed" });
    this.step = plane.label(`절반이 되어 +${number(Math.LN2)}`, 0, 0);
    this.spot = plane.spot("p");
    this.slider = new Slider(`확률 ${letter}`, { min: 0, max: 1, step: 0.01, show: shown }, (chance) => this.change({ chance, from: undefined }));
    drag(plane.svg, (right) => this.slider.move(plane.valueAt(right)));
    this.loss = new Result(this.hasAttribute("bits") ? "내트" : "손실", { max: TOP, kind: "p" });
    if (this.hasAttribute("bits")) this.bits = new Result("비트", { max: TOP / Math.LN2, kind: "p" });
    this.told = make("p", { class: "crossent-note crossent-told" });
    return [
      plane.svg,
      make("div", { class: "crossent-results" }, this.slider.row, this.loss.row, ...(this.bits ? [this.bits.row] : []), this.told),
      make(
        "div",
        { class: "crossent-buttons" },
        button("확률을 절반으로", () => this.change({ chance: this.chance / 2, from: this.chance })),
        button("처음대로", () => this.change({ chance: START, from: undefined })),
      ),
    ];
  }

  update() {
    const { plane, chance, from } = this;
    const loss = -Math.log(chance) + 0;
    this.slider.set(chance);
    this.loss.set(loss);
    this.bits?.set(loss / Math.LN2);
    this.told.textContent = words(chance);
    this.spot(chance, loss);
    // From twice the chance, and up to the curve: the same height everywhere. Not before it was halved: the page asks how much it is.
    const isHalved = from > 0 && loss <= TOP;
    for (const part of [this.half, this.step]) part.style.visibility = isHalved ? "visible" : "hidden";
    if (isHalved) {
      place(this.half, { d: `M${plane.x(from)} ${plane.y(-Math.log(from))}H${plane.x(chance)}V${plane.y(loss)}` });
      place(this.step, { x: plane.x(chance) + 10, y: plane.y(loss) - 8 });
    }
    this.expose({ chance, loss });
  }

  sentence() {
    return `${words(this.chance)} 손실 ${number(Number(this.dataset.loss))}`;
  }
}

customElements.define("crossent-surprise", Surprise);
