// Stands in for the theme's search worker. The theme sends its worker the texts of the whole site when a page opens; here they come with
// the first query.

const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;  // the theme's messages

let loading;      // a promise, from the first query on
let latest = "";  // the query to answer when all is there; those before it are out of date

async function load() {
  const [answer, { Index }] = await Promise.all([
    fetch(new URL("../../../search/documents.json", location)), import("./search/index.js")]);
  if (!answer.ok) throw new Error(`${answer.status}: ${answer.url}`);
  return new Index(await answer.json());
}

addEventListener("message", async ({ data: message }) => {
  if (message.type === SETUP) postMessage({ type: READY });
  if (message.type !== QUERY) return;
  latest = message.data;
  let found = { items: [], suggest: [] };
  if (latest.trim()) {
    try {
      const index = await (loading ??= load());
      if (latest !== message.data) return;
      found = index.answer(latest);
    } catch (error) {
      loading = undefined;  // the next letter tries again
      console.warn(error);
    }
  }
  postMessage({ type: RESULT, data: found });
});
