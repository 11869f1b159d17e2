// The slider: it works by this script alone, so it shows only where the script runs.
for (const figures of document.querySelectorAll(".figures")) {
  const slider = figures.querySelector("input[type=range]")
  if (!slider) continue
  figures.querySelector("label[hidden]").hidden = false
  const move = () => figures.style.setProperty("--shown", `${slider.value}%`)
  slider.addEventListener("input", move)
  move()
}
