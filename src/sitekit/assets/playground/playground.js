// "실행" under every example that can run in the browser. Nothing of Pyodide is fetched before a reader agrees to it.
import { tables } from "./tables.js";

const SIZE = "약 9 MB";
const AGREED = "playground-agreed";

let worker; // one for all pages; ended by "멈추기"
let running; // the example that runs now

// What is to outlive a page. The browser's storage throws where a reader has blocked it: then it lasts until the page is left.
const memory = new Map();
const storage = {
  get(key) {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return memory.get(key) ?? null;
    }
  },
  set(key, value) {
    try {
      sessionStorage.setItem(key, value);
    } catch {
      memory.set(key, value);
    }
  },
};

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

// A paragraph; text in backticks is code.
function sentence(text) {
  const parts = text.split("`").map((part, place) => (place % 2 ? element("code", {}, part) : part));
  return element("p", { class: "playground-advice" }, ...parts);
}

// The buttons go with the code: where it is folded away, they are, too.
const place = (box) => box.querySelector(".drift-folded") ?? box;

class Example {
  constructor(box, number, task, settings) {
    this.box = box;
    this.task = task;
    this.settings = settings;
    this.shown = box.querySelector("pre");
    this.original = this.shown.querySelector("code").textContent.replace(/\n$/, "");
    this.key = `playground ${location.pathname} ${number}`;
    const button = (label, action, more = {}) =>
      element("button", { type: "button", class: "playground-button", onclick: action, ...more }, label);
    this.start = button("실행", () => this.run());
    this.change = button("고치기", () => this.edit().focus());
    this.stop = button("멈추기", () => this.halt(), { hidden: "" });
    this.reset = button("처음대로", () => this.restore(), { hidden: "" });
    this.status = element("span", { class: "playground-status", role: "status" });
    this.question = element("div", { class: "playground-question", hidden: "" });
    this.bar = element("div", { class: "playground-bar" }, this.start, this.change, this.stop, this.reset, this.status);
    this.result = element("div", { class: "playground-result", hidden: "" });
    box.classList.remove("playground-room"); // the bar takes it
    place(box).append(this.bar, this.question);
    // Below the recording: both can be seen at once.
    const below = box.nextElementSibling;
    (below?.matches(".drift-output") ? below : box).after(this.result);
    const kept = JSON.parse(storage.get(this.key) ?? "null");
    if (kept?.original === this.original) this.edit(kept.code);
  }

  get code() {
    return this.field ? this.field.value : this.original;
  }

  // A text field takes the place of the code: Tab leaves it as it leaves any other, Ctrl+Enter runs it.
  edit(code = this.original) {
    this.field = element("textarea", {
      class: "playground-code",
      "aria-label": "예제 코드. Ctrl+Enter로 실행합니다.",
      autocapitalize: "off",
      autocomplete: "off",
      spellcheck: "false",
      wrap: "off",
      onkeydown: (event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          this.run();
        }
      },
      oninput: () => this.keep(),
    });
    this.field.value = code;
    this.field.setSelectionRange(0, 0); // at its end, a narrow screen would show the ends of lines
    this.shown.hidden = true;
    this.shown.after(this.field);
    this.change.hidden = true;
    this.reset.hidden = false;
    this.keep();
    return this.field;
  }

  // What a reader has written is still there when they come back.
  keep() {
    this.field.rows = this.field.value.split("\n").length;
    storage.set(this.key, JSON.stringify({ original: this.original, code: this.field.value }));
  }

  restore() {
    this.field.remove();
    this.field = undefined;
    storage.set(this.key, "null");
    this.shown.hidden = false;
    this.reset.hidden = true;
    this.change.hidden = false;
    this.change.focus();
  }

  run() {
    if (running) {
      if (running !== this) this.say("다른 예제를 실행하고 있습니다. 그 예제가 끝나면 다시 실행하십시오.");
      return;
    }
    if (!storage.get(AGREED)) {
      this.ask();
      return;
    }
    running = this;
    // Not `disabled`: that would take the focus away.
    this.start.setAttribute("aria-disabled", "true");
    this.stop.hidden = false;
    this.say(worker ? "실행하는 중입니다." : "Python을 준비하는 중입니다.");
    this.result.hidden = false;
    this.output = element("code");
    const heading = element("p", { class: "playground-heading" }, "실행한 출력");
    this.printed = element("div", { class: "drift-output" }, element("pre", { tabindex: "0" }, this.output));
    this.result.replaceChildren(heading, this.printed);
    worker ??= new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => this.receive(data);
    worker.onerror = (event) => this.receive({ kind: "failed", message: event.message ?? "" });
    const { base, wheel } = this.settings;
    worker.postMessage({ base, wheel, code: this.code + "\n", task: this.task });
  }

  // Ask before a large download, once per visit.
  ask() {
    const yes = element("button", { type: "button", class: "playground-button" }, "내려받고 실행");
    const no = element("button", { type: "button", class: "playground-button" }, "그만두기");
    const close = () => {
      this.question.hidden = true;
      this.start.hidden = false;
      this.start.focus();
    };
    yes.addEventListener("click", () => {
      storage.set(AGREED, "yes");
      close();
      this.run();
    });
    no.addEventListener("click", close);
    const text = `브라우저에서 Python을 실행하려면 Pyodide와 NumPy ${SIZE}를 ${this.host}에서 내려받아야 합니다. 한 번만 받으면 됩니다.`;
    this.question.replaceChildren(element("p", {}, text), yes, no);
    this.question.hidden = false;
    this.start.hidden = true;
    yes.focus();
  }

  get host() {
    return new URL(this.settings.base).host;
  }

  receive(message) {
    if (message.kind === "ready") this.say("실행하는 중입니다.");
    else if (message.kind === "printed") this.output.append(message.text);
    else if (message.kind === "done") this.finish(message);
    else {
      this.end();
      worker.terminate();
      worker = undefined; // the next run loads it anew
      this.result.hidden = true;
      this.result.replaceChildren(); // nothing ran
      const where = message.remote ? `${this.host}에서 ` : "";
      this.say(`${where}Python을 내려받지 못해 실행할 수 없습니다.`);
      this.advise(
        message.remote
          ? `인터넷 연결을 확인하고 다시 실행하십시오. 학교나 회사의 네트워크라면 ${this.host}가 막혀 있을 수 있습니다. 그때에는 내 컴퓨터에 Python을 설치하고 \`${this.settings.install}\`로 준비한 뒤 실행하십시오.`
          : "페이지를 새로 고치고 다시 실행하십시오.",
      );
    }
  }

  finish({ printed, error, advice, same, diff }) {
    this.end();
    this.output.textContent = printed + error;
    if (error) {
      this.say("오류로 끝났습니다.");
      if (advice) this.advise(advice.replace("INSTALL", this.settings.install));
      return;
    }
    if (this.task.table && printed.trim()) this.printed.replaceChildren(...tables(printed));
    if (!printed) this.result.hidden = true;
    this.say(same ? "기록된 출력과 같습니다." : "기록된 출력과 다릅니다.");
    if (same) return;
    this.result.hidden = false; // it may have printed nothing where something is recorded
    const lines = diff.map((line) => {
      const kind = { "+": "ins", "-": "del" }[line[0]] ?? "span";
      return element(kind, {}, line, "\n");
    });
    const title = element("p", { class: "playground-heading" }, "기록된 출력(−)과 실행한 출력(+)의 차이");
    this.result.append(title, element("pre", { class: "playground-diff", tabindex: "0" }, element("code", {}, ...lines)));
  }

  // Say what the reader can do about it.
  advise(text) {
    this.result.hidden = false;
    this.result.append(sentence(text));
  }

  halt() {
    worker?.terminate();
    worker = undefined;
    this.end();
    this.say("멈췄습니다.");
  }

  end() {
    running = undefined;
    this.start.removeAttribute("aria-disabled");
    if (document.activeElement === this.stop) this.start.focus();
    this.stop.hidden = true;
  }

  say(text) {
    this.status.textContent = text;
  }
}

// Under an example that needs more than a browser has: what to install on a machine of one's own.
function explain(box, { packages, continues }, { install }) {
  const text = [
    `${packages.join(", ")} 패키지를 쓰는 예제라 브라우저에서는 실행할 수 없습니다.`,
    `Python을 설치하고 \`${install} ${packages.join(" ")}\`로 준비한 뒤 내 컴퓨터에서 실행하십시오.`,
    continues ? "위의 예제에서 만든 변수를 쓰므로 그 예제들을 먼저 실행해야 합니다." : "",
  ];
  const advice = element("div", { class: "playground-question", hidden: "" }, sentence(text.join(" ")));
  const open = element("button", { type: "button", class: "playground-button", "aria-expanded": "false" }, "내 컴퓨터에서 실행하기");
  open.addEventListener("click", () => {
    advice.hidden = !advice.hidden;
    open.setAttribute("aria-expanded", String(!advice.hidden));
  });
  box.classList.remove("playground-room");
  place(box).append(element("div", { class: "playground-bar" }, open), advice);
}

function setup() {
  running?.halt(); // the page that it belonged to is gone
  const data = document.querySelector(".playground-data");
  if (!data) return;
  const { examples, others, ...settings } = JSON.parse(data.dataset.playground);
  // Seen from the top of the site; Pyodide may also lie there.
  for (const name of ["base", "wheel"]) settings[name] = new URL(settings[name], new URL("../../", import.meta.url)).href;
  const box = (number) => document.querySelector(`.drift-example[data-drift="${number}"]:not(:has(.playground-bar))`);
  for (const [number, task] of Object.entries(examples)) if (box(number)) new Example(box(number), number, task, settings);
  for (const [number, needs] of Object.entries(others)) if (box(number)) explain(box(number), needs, settings);
}

// With instant navigation the theme says when a page has come; without it the page is there already.
if (globalThis.document$) globalThis.document$.subscribe(setup);
else setup();
