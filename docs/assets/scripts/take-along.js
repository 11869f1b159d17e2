// The buttons below a page's title copy: the page as Markdown, or the citation above the button.

document.addEventListener("click", async event => {
  const button = event.target.closest(".take-along button");
  if (!button) return;
  const status = button.closest(".take-along").querySelector("[role=status]");
  status.textContent = ""; // or the same words would not be spoken again
  try {
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": text(button) })]);
    status.textContent = "복사했습니다.";
  } catch {
    status.textContent = button.dataset.failed;
  }
});

// A promise, not its text: Safari lets a page write only while it still handles the click.
async function text({ dataset, previousElementSibling }) {
  if (!dataset.copy) return plain(previousElementSibling.textContent);
  const got = await fetch(dataset.copy);
  if (!got.ok) throw new Error(got.status);
  return plain(await got.text());
}

const plain = content => new Blob([content], { type: "text/plain" });
