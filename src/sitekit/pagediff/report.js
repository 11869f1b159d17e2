// Steps through changes and pages by keys and buttons, and follows the system's light or dark. Without it everything is there to scroll.
const pages = [...document.querySelectorAll(".report-page")]
const changes = [...document.querySelectorAll(".report-change")]
const bar = document.querySelector(".report-bar")
const views = { "": "나란히", old: "이전만", new: "지금만" }
let here = -1
let page = -1

const say = () => {
  const place = here < 0 ? `변화 ${changes.length}곳` : `${here + 1}/${changes.length}`
  bar.querySelector("[role=status]").textContent = `${place} · ${views[document.body.dataset.view ?? ""]}`
}

const open = at => {
  page = at
  for (const link of document.querySelectorAll(".report-list li a"))
    link.parentElement.classList.toggle("report-here", link.hash === `#${pages[page].id}`)
  document.querySelector(".report-list li.report-here")?.scrollIntoView({ block: "nearest" })
}

const show = at => {
  if (!changes.length) return
  changes[here]?.classList.remove("report-here")
  here = Math.max(0, Math.min(at, changes.length - 1))
  const change = changes[here]
  change.classList.add("report-here")
  open(pages.indexOf(change.closest(".report-page")))
  change.scrollIntoView({ block: change.offsetHeight > innerHeight * 0.8 ? "start" : "center" })
  say()
}

const turn = at => {
  if (!pages[at]) return
  open(at)
  const first = pages[at].querySelector(".report-change")
  if (first) show(changes.indexOf(first))
  else pages[at].scrollIntoView()
}

// One in the place of the other: what moves or has another size catches the eye.
const look = () => {
  const names = Object.keys(views)
  const next = names[(names.indexOf(document.body.dataset.view ?? "") + 1) % names.length]
  if (next) document.body.dataset.view = next
  else delete document.body.dataset.view
  changes[here]?.scrollIntoView({ block: "center" })
  say()
}

const dark = matchMedia("(prefers-color-scheme: dark)")
const paint = isDark => {
  document.body.dataset.mdColorScheme = isDark ? "slate" : "default"
  document.documentElement.style.colorScheme = isDark ? "dark" : "light"
}
dark.addEventListener("change", () => paint(dark.matches))
paint(dark.matches)

const keys = {
  j: () => show(here + 1),
  k: () => show(here - 1),
  n: () => turn(page + 1),
  p: () => turn(page - 1),
  b: look,
  d: () => paint(document.body.dataset.mdColorScheme === "default"),
}
addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  // By its place where another layout is on, such as the Korean one.
  const action = keys[event.key] ?? keys[event.code.replace("Key", "").toLowerCase()]
  if (!action) return
  event.preventDefault()
  action()
})
for (const button of bar.querySelectorAll("button")) button.addEventListener("click", keys[button.dataset.key])
bar.hidden = !changes.length
say()

for (const link of document.querySelectorAll(".report-list li a"))
  link.addEventListener("click", () => setTimeout(() => turn(pages.findIndex(page => link.hash === `#${page.id}`))))
