// Stands in for the theme's search worker until a reader searches. The theme sends its worker the texts of the whole site when a page
// opens; here they come with the first query, and the theme's worker with them. Its name follows the `#` of this one's.

const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;

const say = self.postMessage.bind(self);
let setup;    // the theme's message: the settings, without texts
let loading;  // a promise, from the first query on
let latest;   // the query to answer when all is there; those before it are out of date

// Particles (조사) that follow a noun. In the texts they do no harm, since a term also finds the words that begin with it;
// in a query they hide every word that goes on differently.
const PARTICLES = new RegExp(
  "(?<=[가-힣]{2}|[A-Za-z0-9)])(?:이란|란|이라는|라는|은|는|이|가|을|를|의|에|에서|에게|에는|으로|로|와|과|이랑|랑|도|만|부터|까지|보다|처럼|마다|이나|나)" +
  "(?=[?!.,]*$)");

let vocabulary = "";    // every text of the site, to look words up in
let names = new Map();  // from what a thing is called to the page that teaches it
let docs = new Map();   // from the address of a page to its entry

// A word that the site uses unchanged is left alone: 정확도, 온도와, 가능도.
function bare(word) {
  if (known(word)) return word;
  const stem = word.replace(PARTICLES, "");
  return stem !== word && known(stem) ? stem : word;
}

function known(word) {
  return vocabulary.includes(word.toLowerCase());
}

// Some write 크로스 엔트로피, others 크로스엔트로피; some KL-divergence.
function squeeze(text) {
  return text.normalize("NFC").toLowerCase().replace(/[\s\-–'’·/.,?!]+/g, "");
}

// The page that a query names, and the name as it is written here.
function named(query) {
  const words = query.trim();
  for (const candidate of [words, words.replace(PARTICLES, "")]) {
    const found = names.get(squeeze(candidate));
    if (found) return found;
  }
  // The beginning of a name, if it leads to one page only: 쿨백-라이블러 without 발산.
  const start = squeeze(words);
  if (start.length < 3) return;
  const begun = [...names].filter(([name]) => name.startsWith(start)).map(([, { location }]) => location);
  if (new Set(begun).size === 1) return { name: query, location: begun[0] };
}

// The theme ranks sections by how rare the matching words are, so that a section that mentions a thing in passing may come before the
// page that is about it.
function ranked(message) {
  const found = named(latest);
  if (message.type !== RESULT || !found) return message;
  const { items } = message.data;
  const at = items.findIndex(group => group.some(item => item.location === found.location));
  const [group] = at < 0 ? [[{ ...docs.get(found.location), score: 0, terms: {} }]] : items.splice(at, 1);
  items.unshift(group);
  return message;
}

async function load() {
  const answer = await fetch(new URL("../../../search/documents.json", location));
  if (!answer.ok) throw new Error(`${answer.status}: ${answer.url}`);
  const documents = await answer.json();
  vocabulary = documents.docs.map(doc => `${doc.title} ${doc.text}`).join(" ").toLowerCase();
  docs = new Map(documents.docs.filter(doc => !doc.location.includes("#")).map(doc => [doc.location, doc]));
  // A page's own title comes before what the glossary says.
  for (const [name, location] of [...Object.entries(documents.names), ...[...docs.values()].map(doc => [doc.title, doc.location])])
    if (docs.has(location)) names.set(squeeze(name), { name, location });
  // The functions of the reference: their names are the headings of their sections.
  for (const { title, location } of documents.docs)
    if (/^\w+_\w+$/.test(title)) names.set(squeeze(title), { name: title, location: location.split("#")[0] });
  const ready = new Promise(resolve => {
    self.postMessage = message => message.type === READY ? resolve() : say(ranked(message));
  });
  importScripts(location.hash.slice(1));
  pass({ ...setup, data: { ...setup.data, docs: documents.docs } });
  await ready;
}

// To the theme's listener, which runs after ours: ours lets through what no page has sent.
function pass(data) {
  dispatchEvent(new MessageEvent("message", { data }));
}

addEventListener("message", event => {
  if (!event.isTrusted) return;
  event.stopImmediatePropagation();
  const message = event.data;
  if (message.type === SETUP) {
    setup = message;
    say({ type: READY });
  } else if (message.type === QUERY) {
    latest = message.data;
    if (!latest.trim()) {
      say({ type: RESULT, data: { items: [], suggest: [] } });
      return;
    }
    loading ??= load();
    loading.then(() => {
      if (latest === message.data && latest.trim())
        pass({ type: QUERY, data: named(latest)?.name ?? latest.split(/(\s+)/).map(bare).join("") });
    }, error => {
      loading = undefined;  // the next letter tries again
      console.warn(error);
      say({ type: RESULT, data: { items: [], suggest: [] } });
    });
  }
});
