// Steps through changes and pages by keys, and follows the system's light or dark. Without it everything is there to scroll.
const pages = [...document.querySelectorAll(".report-page")]
const changes = [...document.querySelectorAll(".report-change")]
const place = document.querySelector(".report-place")
let here = -1

const show = at => {
  if (!changes.length) return
  changes[here]?.classList.remove("report-here")
  here = Math.max(0, Math.min(at, changes.length - 1))
  const change = changes[here]
  change.classList.add("report-here")
  const page = change.closest(".report-page")
  for (const link of document.querySelectorAll(".report-list li a"))
    link.parentElement.classList.toggle("report-here", link.hash === `#${page.id}`)
  document.querySelector(".report-list li.report-here")?.scrollIntoView({ block: "nearest" })
  change.scrollIntoView({ block: change.offsetHeight > innerHeight ? "start" : "center" })
  place.textContent = `변화 ${changes.length}곳 가운데 ${here + 1}번째`
}

const step = by => {
  const page = pages[pages.indexOf(changes[here]?.closest(".report-page")) + by]
  const first = page?.querySelector(".report-change")
  if (first) show(changes.indexOf(first))
  else page?.scrollIntoView()
}

// One in the place of the other: what moves or has another size catches the eye.
const views = ["", "old", "new"]
const look = at => {
  document.body.dataset.view = views[at]
  changes[here]?.scrollIntoView({ block: "center" })
}

const dark = matchMedia("(prefers-color-scheme: dark)")
const paint = isDark => {
  document.body.dataset.mdColorScheme = isDark ? "slate" : "default"
  document.documentElement.style.colorScheme = isDark ? "dark" : "light"
}
dark.addEventListener("change", () => paint(dark.matches))
paint(dark.matches)

addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const keys = {
    j: () => show(here + 1),
    k: () => show(here - 1),
    n: () => step(1),
    p: () => step(-1),
    b: () => look((views.indexOf(document.body.dataset.view ?? "") + 1) % views.length),
    d: () => paint(document.body.dataset.mdColorScheme === "default"),
  }
  // By its place where another layout is on, such as the Korean one.
  const action = keys[event.key] ?? keys[event.code.replace("Key", "").toLowerCase()]
  if (!action) return
  event.preventDefault()
  action()
})

for (const link of document.querySelectorAll(".report-list li a"))
  link.addEventListener("click", () => {
    const first = document.querySelector(link.hash)?.querySelector(".report-change")
    if (first) setTimeout(() => show(changes.indexOf(first)))
  })
