// On every page: the field of the search. Once it has the focus the texts set out, so that they are there when the first word is; until
// then the place of the results says so. The theme listens to keys only: text that is pasted, dictated or chosen on a phone comes
// without any.
(({ texts, loading }) => {
  let fetched;
  const field = event => event.target.name === "query" && event.target;
  addEventListener("focusin", event => {
    if (field(event))
      fetched ??= fetch(texts).then(answer => { if (!answer.ok) throw answer; fetched.done = true; }).catch(() => { fetched = undefined; });
  });
  addEventListener("input", event => {
    const query = field(event);
    if (!query) return;
    if (query.value.trim() && !fetched?.done) document.querySelector(".md-search-result__meta").textContent = loading;
    query.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
  });
})(document.currentScript.dataset);
