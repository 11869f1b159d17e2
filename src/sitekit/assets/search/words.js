// Words: how a Korean text, or what a learner types, is taken apart. Which words there are is learnt from the texts themselves, and what
// is typed is read with them, so that 교차엔트로피를, "교차 엔트로피" and 엔트로피란 find the same without a dictionary.

// What may follow a noun: particles (조사), and forms of 이다, 하다 and 되다. The longest first.
const SUFFIXES = (
  "이라는데 이라고는 에서부터 이라면 이라는 이라고 이라서 에서는 에서의 으로는 으로의 으로만 이었던 입니다 합니다 됩니다 인가요 이에요 이예요 이죠 " +
  "하나요 되나요 할까요 일까요 하려면 하지만 이란 라는 라고 라서 에는 에서 에게 에도 까지 부터 보다 처럼 마다 조차 으로 로는 로서 로써 이나 이랑 " +
  "하고 하는 하면 하기 하다 했다 한다 되는 되면 되다 인가 인지 이며 이고 이면 이야 예요 에요 네요 와의 과의 와는 과는 란 은 는 이 가 을 를 의 에 로 와 과 도 만 나 랑 " +
  "한 할 해 된 될 인 일 들 들은 들이 들을 들의 끼리 별 별로 적 적인 적으로").split(" ").sort((a, b) => b.length - a.length);

const PIECES = /[\p{L}\p{N}_]+(?:\.\d+)?/gu;
const LETTERS = /[가-힣]+|[^가-힣]+/gu;
const HANGUL = /^[가-힣]+$/;
// BCE, With, Logits and Loss; from and logits.
const PARTS = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g;

// Runs of Hangul, and of other letters and digits.
export function runs(text) {
  return (text.normalize("NFC").match(PIECES) ?? []).flatMap(piece => piece.match(LETTERS));
}

export class Words {
  constructor(texts) {
    const counts = new Map();
    this.others = new Set();  // not of Hangul
    for (const text of texts)
      for (const run of runs(text)) {
        if (HANGUL.test(run)) counts.set(run, (counts.get(run) ?? 0) + 1);
        else this.others.add(run.toLowerCase());
      }
    const endings = new Map();  // from a stem to what follows it
    for (const run of counts.keys())
      for (const [stem, suffix] of this.#cuts(run)) {
        if (!endings.has(stem)) endings.set(stem, new Set());
        endings.get(stem).add(suffix);
      }
    // A word stands alone somewhere, or with two endings.
    this.known = new Set(counts.keys());
    for (const [stem, found] of endings) if (found.size > 1) this.known.add(stem);
    this.stems = new Map();
    for (const run of counts.keys()) this.stems.set(run, this.#stem(run));
    this.frequent = [...this.known].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  }

  *#cuts(run) {
    for (const suffix of SUFFIXES)
      if (run.length - suffix.length >= 2 && run.endsWith(suffix)) yield [run.slice(0, -suffix.length), suffix];
  }

  #stem(run) {
    for (const [stem] of this.#cuts(run)) if (this.known.has(stem)) return stem;
    return run;
  }

  // Two words or more of two syllables or more: 교차 and 엔트로피.
  #parts(run) {
    const best = [[]];
    for (let end = 2; end <= run.length; end++)
      for (let start = 0; start <= end - 2; start++) {
        const word = run.slice(start, end);
        if (!best[start] || !this.known.has(word) || (start === 0 && end === run.length)) continue;
        if (!best[end] || best[start].length + 1 < best[end].length) best[end] = [...best[start], word];
      }
    return (best[run.length] ?? []).map(word => this.stems.get(word) ?? word);  // 엔트로피, also of 교차엔트로피가
  }

  // All that a text is found by.
  *terms(text) {
    for (const run of runs(text)) {
      if (HANGUL.test(run)) {
        const stem = this.stems.get(run) ?? run;
        yield stem;
        if (run !== stem) yield run;
        if (stem.length >= 4) yield* this.#parts(stem);
      } else {
        yield run.toLowerCase();
        const parts = run.match(PARTS) ?? [];
        if (parts.length > 1) for (const part of parts) yield part.toLowerCase();
      }
    }
  }

  // What is typed, as words in order.
  read(text) {
    return runs(text).flatMap(run => HANGUL.test(run) ? this.#readHangul(run) : this.#readOther(run));
  }

  #readOther(run) {
    const parts = run.match(PARTS) ?? [];
    return (parts.length > 1 && !this.others.has(run.toLowerCase()) ? parts : [run]).map(part => part.toLowerCase());
  }

  // The last word, finished: the theme shows the rest of it in grey.
  begun(query) {
    const last = query.split(/\s+/).at(-1);
    const word = last.length > 1 && HANGUL.test(last) && this.frequent.find(known => known.startsWith(last));
    return word ? [word] : [];
  }

  #readHangul(run) {
    if (run.length === 1) return [run];
    if (this.stems.has(run)) return this.#split(this.stems.get(run));
    if (this.known.has(run)) return this.#split(run);
    for (const [stem] of this.#cuts(run)) if (this.known.has(stem)) return this.#split(stem);
    for (const candidate of [run, ...[...this.#cuts(run)].map(([stem]) => stem)]) {
      const parts = candidate.length >= 4 ? this.#parts(candidate) : [];
      if (parts.length) return parts;
    }
    // A known word and something new.
    for (let length = run.length - 2; length >= 2; length--) {
      const [head, rest] = [run.slice(0, length), run.slice(length)];
      if (this.known.has(head)) return [...this.#split(head), rest];
      const [front, tail] = [run.slice(0, -length), run.slice(-length)];
      if (this.known.has(tail)) return [front, ...this.#split(tail)];
    }
    return [[...this.#cuts(run)].at(-1)?.[0] ?? run];
  }

  #split(word) {
    const parts = word.length >= 4 ? this.#parts(word) : [];
    return parts.length ? parts : [word];
  }
}
