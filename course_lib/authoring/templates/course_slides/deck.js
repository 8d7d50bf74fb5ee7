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
  // A long line of code shrinks its own block only.
  function fitText(page) {
    for (const block of page.querySelectorAll(".source pre, pre.output")) {
      for (let size = 1; size > 0.67; size -= 0.04) {
        block.style.setProperty("--narrow", size.toFixed(2));
        if (block.scrollWidth <= block.clientWidth + 1) break;
      }
    }
    for (let size = 1; size > 0.74; size -= 0.05) {
      page.style.setProperty("--size", size.toFixed(2));
      if (!overflows(page)) return;
    }
  }

  // A widget is shown as large as possible. A narrower one is less high or higher, as its layout has it, so each width is
  // tried and measured (two frames later: widgets may follow their size by an observer), then the best is zoomed.
  const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const fitting = new WeakSet();
  async function fitWidget(box) {
    if (fitting.has(box)) return;
    fitting.add(box);
    const inner = box.querySelector(".fit"), { clientWidth: wide, clientHeight: high } = box;
    let best = { zoom: 0, width: wide };
    inner.style.zoom = 1;
    inner.style.opacity = 0;
    inner.style.pointerEvents = "none";  // a click would begin on one size and end on another
    for (const width of [1500, 1400, 1300, 1240, 1160, 1090, 1000, 900, 800, 700]) {
      inner.style.width = `${width}px`;
      await frame();
      const zoom = Math.min(wide / width, high / (inner.offsetHeight + 1), 1.7);
      if (inner.scrollWidth <= inner.clientWidth + 1 && zoom > best.zoom) best = { zoom, width };
    }
    inner.style.width = `${best.width}px`;
    inner.style.zoom = Math.max(best.zoom, 0.55).toFixed(3);  // smaller cannot be read: it is left to overflow, and a test says so
    inner.style.opacity = inner.style.pointerEvents = "";
    await frame();
    fitting.delete(box);
    box.dataset.fitted = "";
  }

  const unfitted = new Set();
  const fit = slide => {
    const page = slide.querySelector(".page");
    if (!page || !unfitted.delete(slide)) return null;
    fitText(page);
    return Promise.all([...page.querySelectorAll(".widget")].map(fitWidget));
  };

  await document.fonts.ready;
  await Promise.all(widgets.map(deckWidgets.mount));
  if (window.MathJax?.typesetPromise) await MathJax.typesetPromise();
  for (const slide of Reveal.getSlides()) unfitted.add(slide);
  await fit(Reveal.getCurrentSlide());
  Reveal.on("slidechanged", event => fit(event.currentSlide));
  const whenIdle = window.requestIdleCallback ?? (act => setTimeout(act, 30));
  const fitNext = async () => { for (const slide of unfitted) { await fit(slide); return whenIdle(fitNext); } };
  whenIdle(fitNext);
  for (const box of widgets) {  // what unfolds in a widget (more, an answer) must still be seen whole
    const inner = box.querySelector(".fit");
    box.addEventListener("toggle", () => fitWidget(box), true);
    new ResizeObserver(() => {
      if (!fitting.has(box) && inner.offsetHeight * inner.style.zoom > box.clientHeight + 1) fitWidget(box);
    }).observe(inner);
  }
  document.body.dataset.ready = "";
})();
