// Starts the deck: formulas, widgets, fitting each slide to its 1280 x 720, keys.
(async () => {
  const widgets = [...document.querySelectorAll(".widget")];
  const inWidget = event => event.target.closest?.(".widget");

  // A presenter's clicker (Page Up, Page Down) always moves the slides; Escape takes the keys out of a picture.
  document.addEventListener("keydown", event => {
    if (!inWidget(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = { PageDown: () => Reveal.next(), PageUp: () => Reveal.prev(), Escape: () => event.target.blur() }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }, true);

  await Reveal.initialize({
    width: 1280, height: 720, margin: 0, minScale: 0.1, maxScale: 5, center: false, display: "block",
    hash: true, transition: "none", backgroundTransition: "none", viewDistance: 1000, mobileViewDistance: 1000,
    slideNumber: "c/t", controls: true, controlsTutorial: false, progress: true, pdfSeparateFragments: false,
    keyboardCondition: event => !inWidget(event),
    plugins: [RevealNotes],
  });
  Reveal.addKeyBinding({ keyCode: 68, key: "D", description: "Dark or light" }, () => {
    document.body.dataset.theme = document.body.dataset.theme === "dark" ? "light" : "dark";
  });

  const overflows = page => page.scrollHeight > page.clientHeight + 1 || page.scrollWidth > page.clientWidth + 1;

  // Text that is a little too long is set a little smaller; past 0.75 it is left to overflow, and a test says so.
  function fitText(page) {
    for (let size = 1; size > 0.74; size -= 0.05) {
      page.style.setProperty("--size", size.toFixed(2));
      if (!overflows(page)) return;
    }
  }

  // A widget is enlarged for the back row, or reduced, to the largest zoom at which all of it can be seen.
  function fitWidget(box) {
    const inner = box.querySelector(".fit");
    for (let zoom = 1.7; zoom > 0.49; zoom -= 0.05) {
      inner.style.zoom = zoom.toFixed(2);
      const { width, height } = inner.getBoundingClientRect(), room = box.getBoundingClientRect();
      const wide = inner.scrollWidth > inner.clientWidth + 1;
      if (!wide && height <= room.height + 0.5 && width <= room.width + 0.5) return;
    }
  }

  const fit = slide => {
    const page = slide?.querySelector(".page");
    if (!page) return;
    fitText(page);
    page.querySelectorAll(".widget").forEach(fitWidget);
  };

  await document.fonts.ready;
  await Promise.all(widgets.map(deckWidgets.mount));
  if (window.MathJax?.typesetPromise) await MathJax.typesetPromise();
  Reveal.getSlides().forEach(fit);
  Reveal.on("slidechanged", event => fit(event.currentSlide));
  Reveal.on("resize", () => fit(Reveal.getCurrentSlide()));
  document.body.dataset.ready = "";
})();
