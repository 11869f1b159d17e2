// The search: which pages answer what is typed, and what is shown of them.

import { convertHangulToQwerty, convertQwertyToHangul, disassemble } from "./hangul.js";
import MiniSearch from "./minisearch.js";
import { Words } from "./words.js";

// How much a word counts, by where it stands; `page` is the title of the page that a section is on.
const FIELDS = { names: 10, title: 3, page: 2, text: 1.5, code: 0.5 };
const FAQ = /^faq\/#/;
const PAGES = 20, LENGTH = 160, LEAD = 40;

// Words of questions say what kind of answer is wanted; few of them tell one page from another.
const DEFINE = new Set("뜻 뭐야 뭐지 뭔가요 뭐예요 뭐에요 뭐죠 무엇 무엇인가요 무엇인가 의미 정의 개념 설명 쉽게 이해 이란 란 정리".split(" "));
const ASK = new Set("왜 이유 까닭 차이 비교 방법 어떻게 해결 언제 하나요 되나요 나와요 나오나요 인가요".split(" "));
const NOTHING = new Set("것 수 때 게 거 좀 더 안 못 있나 있나요 같이 하는 하면 나요 요 어떤 그 이 저 등 및 은 는 가 을 를 의 에 로 와 과 도 만".split(" "));
// What ends so is a verb or an adjective in nearly all cases: 높다는, 나와요, 줄지, 낮을수록.
const PREDICATE = /^[가-힣]+(?:다는|는데|나요|까요|[어아해워와]요|니다|으면|려면|지만|을까|수록|는지|네요|다|지|면|큰|작은|높은|낮은)$/;
const WEAK = 0.3;

// 크로스 엔트로피, 크로스엔트로피 and KL-divergence, KL divergence are one name.
function squeeze(text) {
  return text.normalize("NFC").toLowerCase().replace(/[^\p{L}\p{N}_]+/gu, "");
}

// The letters (자모) of a word: a slip is one of them, and 엔트롶 is how 엔트로피 begins while it is typed.
const lettersOf = new Map();
function letters(word) {
  if (!lettersOf.has(word)) lettersOf.set(word, disassemble(word));
  return lettersOf.get(word);
}

function escape(text) {
  return text.replace(/[&<>"]/g, sign => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
}

function page(location) {
  return location.split("#")[0];
}

export class Index {
  #docs;
  #words;
  #names = new Map();  // from a squeezed name to what it is the name of
  #written = new Map();  // from a name as it is written: "p - y" is another than "p(y)"
  #heads;              // words of titles and names
  #same;
  #engine;

  // docs: the sections; names: what they are also asked for by, from their location; same: lists of ways to write one thing.
  constructor({ docs, names, same }) {
    this.#docs = new Map(docs.map(doc => [doc.location, doc]));
    const all = Object.values(names).flat();
    this.#words = new Words([...docs.flatMap(({ title, text, code }) => [title, text, code]), ...all, ...same.flat()]);
    const call = (name, location) => {
      this.#names.set(squeeze(name), location);
      this.#written.set(name.toLowerCase(), location);
    };
    for (const [location, list] of Object.entries(names)) for (const name of list) call(name, location);
    // A title comes before what others say, but for the reference: who asks for 손실 함수 is still learning what that is. Of sections
    // only functions have titles that nothing else has.
    for (const { title, location } of docs) {
      const isKnown = location.startsWith("reference/") && this.#names.has(squeeze(title));
      if (!isKnown && (!location.includes("#") || /^\w+_\w+$/.test(title))) call(title, location);
    }
    this.#heads = new Set([...docs.map(doc => doc.title), ...all].flatMap(text => this.#words.read(text)));
    this.#same = same.map(list => list.map(name => this.#words.read(name)));
    this.#engine = new MiniSearch({
      idField: "location",
      fields: Object.keys(FIELDS),
      extractField: (doc, field) =>
        field === "names" ? (names[doc.location] ?? []).join(", ")
        : field === "page" ? this.#docs.get(page(doc.location))?.title ?? ""
        : doc[field],
      tokenize: text => [...this.#words.terms(text)],
      processTerm: letters,
      searchOptions: { boost: FIELDS, tokenize: term => [term] },
    });
    this.#engine.addAll(docs);
  }

  // What the theme's search shows: for each page its sections, the best first.
  answer(typed) {
    const [query, ranked] = this.find(typed);
    const groups = this.#groups(query).groups;
    const marks = pattern(groups.filter(group => !group.weak).flatMap(({ ways }) => ways));
    const items = ranked.slice(0, PAGES).map(({ url, sections }) => {
      const shown = sections.sort((a, b) => b.score - a.score);
      if (this.#docs.has(url) && !shown.some(({ location }) => location === url)) shown.push({ location: url, score: 0, hits: [] });
      return shown.map(({ location, score, hits }) => {
        const { title, text } = this.#docs.get(location);
        return {
          location, score,
          title: mark(title, marks),
          text: text && mark(excerpt(text, marks), marks),
          terms: Object.fromEntries(hits.map(index => [groups[index].said.join(" "), true])),  // the theme marks them on the page
        };
      });
    });
    return { items, suggest: this.#words.begun(query) };
  }

  // The pages that answer, the best first, and the query as it was meant: 엔트로피 typed with English keys is dpsxmfhvl.
  find(query) {
    const pages = this.#rank(query);
    if (pages.length) return [query, pages];
    const others = [convertQwertyToHangul(query), convertHangulToQwerty(query)].map(other => [other, this.#rank(other)]);
    return others.find(([, found]) => found.length) ?? [query, []];
  }

  #rank(query) {
    const { groups, intent } = this.#groups(query);
    const sections = new Map();
    let counted = 0;
    groups.forEach(({ ways, weak }, index) => {
      const scores = this.#scores(ways, index === groups.length - 1);
      if (!scores.size) return;
      if (!weak) counted++;
      for (const [location, score] of scores) {
        if (!sections.has(location)) sections.set(location, { location, score: 0, hits: new Map() });
        const section = sections.get(location);
        section.score += weak ? score * WEAK : score;
        if (!weak) section.hits.set(index, score);
      }
    });
    // Who has all of what is asked for is worth more than who has a part of it often: as a section, and as a page.
    const whole = hits => counted ? (hits.size / counted) ** 2 : 1;
    const pages = new Map();
    for (const { location, score, hits } of sections.values()) {
      const url = page(location);
      if (!pages.has(url)) pages.set(url, { url, sections: [], hits: new Map(), best: 0 });
      const found = pages.get(url);
      const own = score * whole(hits) * (intent === "ask" && FAQ.test(location) ? 1.3 : 1);
      found.sections.push({ location, score: own, hits: [...hits.keys()] });
      found.best = Math.max(found.best, own);
      for (const [index, hit] of hits) found.hits.set(index, Math.max(found.hits.get(index) ?? 0, hit));
    }
    for (const found of pages.values()) {
      found.score = found.best + 0.7 * whole(found.hits) * [...found.hits.values()].reduce((sum, hit) => sum + hit, 0);
      found.score *= this.#docs.get(found.url)?.boost ?? 1;  // the front matter's
    }
    const named = this.#named(groups);
    const written = this.#written.get(query.trim().toLowerCase());
    if (written !== undefined) named.set(written, 1.1);
    for (const [location, share] of named) {
      const found = pages.get(page(location));
      if (!found) continue;
      found.score *= 1 + 2 * share;
      if (share <= 0.85) continue;
      found.score += 1000 * share;
      const section = found.sections.find(one => one.location === location);
      if (section) section.score += 1000;
    }
    return [...pages.values()].sort((a, b) => b.score - a.score);
  }

  // The words of a query in groups, each with all the ways to write it.
  #groups(query) {
    const words = this.#words.read(query);
    const groups = [];
    let intent = "";
    for (let at = 0; at < words.length;) {
      let taken = 1, ways = [[words[at]]], found = false;
      for (const list of this.#same)
        for (const name of list)
          if ((name.length > taken || !found) && name.every((word, offset) => words[at + offset] === word))
            [taken, ways, found] = [name.length, list, true];
      const word = words[at];
      const weak = taken === 1 &&
        (DEFINE.has(word) || ASK.has(word) || word.length === 1 || (PREDICATE.test(word) && !this.#heads.has(word)));
      if (weak && word.length > 1) intent ||= DEFINE.has(word) ? "define" : "ask";
      if (taken > 1 || !NOTHING.has(word)) groups.push({ ways, said: words.slice(at, at + taken), weak });
      at += taken;
    }
    const strong = groups.some(group => !group.weak);
    return { groups: strong ? groups : groups.map(group => ({ ...group, weak: false })), intent };
  }

  // How well each section fits one of the ways to write something; a way of several words fits as far as it has them.
  #scores(ways, typing) {
    const best = new Map();
    for (const way of ways) {
      const each = way.map(term => this.#look(term, typing));
      for (const location of new Set(each.flatMap(scores => [...scores.keys()]))) {
        const got = each.map(scores => scores.get(location) ?? 0);
        const share = got.filter(Boolean).length / got.length;
        const score = got.reduce((sum, one) => sum + one, 0) / got.length * share;
        if (score > (best.get(location) ?? 0)) best.set(location, score);
      }
    }
    return best;
  }

  // The sections that have a word; if there are none, those that have one like it.
  #look(term, typing) {
    const prefix = /^[가-힣]/.test(term) ? term.length > 1 && typing : term.length > 2;
    let found = this.#engine.search(term, { prefix });
    if (!found.length && term.length > 1) found = this.#engine.search(term, { prefix: true, fuzzy: term.length > 2 ? 0.2 : false });
    return new Map(found.map(({ id, score }) => [id, score]));
  }

  // What a part of a query is the name of, with the share of the query that it is.
  #named(groups) {
    const found = new Map();
    const weight = some => some.reduce((sum, { weak }) => sum + (weak ? 0.1 : 1), 0);
    for (let start = 0; start < groups.length; start++) {
      let written = [""];
      for (let end = start; end < groups.length; end++) {
        const ways = new Set([groups[end].said, ...groups[end].ways].map(way => way.join("")));
        written = written.flatMap(text => [...ways].map(way => text + way)).slice(0, 500);
        const share = weight(groups.slice(start, end + 1)) / weight(groups);
        for (const text of written) {
          const location = this.#names.get(squeeze(text));
          if (location !== undefined && share > (found.get(location) ?? 0)) found.set(location, share);
        }
      }
    }
    return found;
  }
}

// The part of a text with the most of what is looked for.
function excerpt(text, marks) {
  if (text.length <= LENGTH) return text;
  const hits = marks ? [...text.matchAll(marks)] : [];
  let [start, most] = [0, 0];
  for (const { index } of hits) {
    const near = new Set(hits.filter(hit => hit.index >= index && hit.index < index + LENGTH - LEAD).map(hit => hit[0].toLowerCase())).size;
    if (near > most) [start, most] = [index, near];
  }
  const from = start <= LEAD ? 0 : text.indexOf(" ", start - LEAD) + 1;
  const end = text.indexOf(" ", from + LENGTH);
  return `${from ? "… " : ""}${text.slice(from, end < 0 ? undefined : end)}${end < 0 ? "" : " …"}`;
}

// What is marked: a name of several words where they stand together, a short word where it is no part of another (프로그램 is no 로그).
function pattern(ways) {
  const written = ways.filter(way => way.join("").length > 1).map(way => {
    const words = way.map(word => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("[\\s_\\p{Pd}]*");
    if (/^[가-힣]{1,2}$/.test(way[0])) return `(?<![가-힣])${words}`;
    return /^[a-z]{1,3}$/.test(way.join("")) ? `(?<![a-z])${words}(?![a-z])` : words;
  });
  return written.length && new RegExp([...new Set(written)].sort((a, b) => b.length - a.length).join("|"), "giu");
}

function mark(text, marks) {
  if (!marks) return escape(text);
  let [shown, at] = ["", 0];
  for (const { index, 0: hit } of text.matchAll(marks)) {
    shown += `${escape(text.slice(at, index))}<mark data-md-highlight>${escape(hit)}</mark>`;
    at = index + hit.length;
  }
  return shown + escape(text.slice(at));
}
