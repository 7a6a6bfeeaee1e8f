// paper gets a picture of each chart in the light colours: a canvas does not follow the page's width
addEventListener("beforeprint", () => {
  root.classList.add("paper");
  repaint();
  Object.keys(charts).forEach((name) => {
    const picture = new Image();
    picture.className = "printed";
    picture.alt = element(name + "-chart").getAttribute("aria-label");
    picture.src = charts[name].takeScreenshot().toDataURL();
    element(name + "-chart").before(picture);
  });
  root.classList.remove("paper");
  repaint();
});
addEventListener("afterprint", () => document.querySelectorAll(".printed").forEach((picture) => picture.remove()));
requestAnimationFrame(() => requestAnimationFrame(() => whole.forEach(fit)));
root.dataset.ready = "true";
