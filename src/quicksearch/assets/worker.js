// Stands in for the theme's search worker until a reader searches. The theme sends its worker the texts of the whole site when a page
// opens; here they come with the first query, and the theme's worker with them. Its name stands behind the `#` of this one's.

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

let vocabulary = "";  // every text of the site, to look words up in

// A word that the site has as it stands is left alone: 정확도, 온도와, 가능도.
function bare(word) {
  if (known(word)) return word;
  const stem = word.replace(PARTICLES, "");
  return stem !== word && known(stem) ? stem : word;
}

function known(word) {
  return vocabulary.includes(word.toLowerCase());
}

async function load() {
  const answer = await fetch(new URL("../../../search/documents.json", location));
  if (!answer.ok) throw new Error(`${answer.status}: ${answer.url}`);
  const docs = await answer.json();
  vocabulary = docs.map(doc => `${doc.title} ${doc.text}`).join(" ").toLowerCase();
  const ready = new Promise(resolve => {
    self.postMessage = message => message.type === READY ? resolve() : say(message);
  });
  importScripts(location.hash.slice(1));
  pass({ ...setup, data: { ...setup.data, docs } });
  await ready;
}

// To the theme's listener: it stands behind ours, which lets through what no page has sent.
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
        pass({ type: QUERY, data: latest.split(/(\s+)/).map(bare).join("") });
    }, error => {
      loading = undefined;  // the next letter tries again
      console.warn(error);
      say({ type: RESULT, data: { items: [], suggest: [] } });
    });
  }
});
