// Output that the page shows as Markdown: a run of it looks like its recording.

const BORDER = /^[|:\- ]+$/;

const lines = (markdown) => markdown.split("\n").filter((line) => line.trim());
const isRow = (line) => line.startsWith("|");
const cells = (line) => line.slice(1, line.lastIndexOf("|")).split(/(?<!\\)\|/).map((cell) => cell.trim());

// The pieces that become an element of their own each, in their order: cells of tables, and other lines.
const pieces = (markdown) =>
  lines(markdown)
    .filter((line) => !(isRow(line) && BORDER.test(line)))
    .flatMap((line) => (isRow(line) ? cells(line) : [line]));

// As the theme boxes a table, so that a wide one scrolls.
function boxed(table) {
  const [outer, inner] = ["md-typeset__scrollwrap", "md-typeset__table"].map((name) => {
    const box = document.createElement("div");
    box.className = name;
    return box;
  });
  inner.append(table);
  outer.append(inner);
  return outer;
}

/**
 * Return elements that show `printed` as the page shows the recording: what stands there already, such as a formula, is taken
 * from it, the rest is text.
 */
export function rendered(printed, recorded, recording) {
  const known = new Map();
  const places = recording.querySelectorAll("th, td, :scope > p, li");
  const texts = pieces(recorded);
  if (texts.length === places.length) texts.forEach((text, index) => known.set(text, places[index]));

  function fill(target, text) {
    const place = known.get(text);
    if (place) {
      target.append(...place.cloneNode(true).childNodes);
      return target;
    }
    text.split("`").forEach((part, index) => {
      const code = document.createElement("code");
      code.textContent = part;
      target.append(index % 2 ? code : part.replaceAll("\\|", "|"));
    });
    return target;
  }

  const made = [];
  let table;
  let alignments;
  for (const line of lines(printed)) {
    if (!isRow(line)) {
      table = undefined;
      made.push(fill(document.createElement("p"), line));
    } else if (!table) {
      table = document.createElement("table");
      made.push(boxed(table));
      const row = table.createTHead().insertRow();
      for (const text of cells(line)) row.append(fill(document.createElement("th"), text));
      table.createTBody();
    } else if (BORDER.test(line) && !table.tBodies[0].rows.length) {
      alignments = cells(line).map((cell) => (cell.endsWith(":") ? (cell.startsWith(":") ? "center" : "right") : ""));
      [...table.tHead.rows[0].cells].forEach((cell, index) => (cell.style.textAlign = alignments[index] ?? ""));
    } else {
      const row = table.tBodies[0].insertRow();
      cells(line).forEach((text, index) => (fill(row.insertCell(), text).style.textAlign = alignments?.[index] ?? ""));
    }
  }
  for (const one of made) for (const copy of one.querySelectorAll("[id]")) copy.removeAttribute("id");
  return made;
}
