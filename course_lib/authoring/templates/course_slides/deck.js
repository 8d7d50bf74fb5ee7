// Starts the deck: each slide gets its formulas and widgets and is fitted to its page, the slide that is shown first.
(async () => {
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
    slideNumber: "c/t", controls: true, controlsTutorial: false, progress: true, scrollActivationWidth: 0,
    pdfSeparateFragments: false, pdfMaxPagesPerSlide: 1, defaultTiming: 0,
    keyboardCondition: event => !inWidget(event) && !deckSwitches.takes(event),
    plugins: [RevealNotes],
  });
  deckSwitches.start();
  const printing = document.documentElement.classList;
  if (Reveal.getConfig().view === "print" && !printing.contains("reveal-print"))
    await new Promise(done => Reveal.on("pdf-ready", done));

  // MathJax is started by the first slide with a formula: that takes a while, which a picture need not wait for.
  async function startMathJax() {
    const code = document.getElementById("mathjax");
    if (!code) return;
    document.head.append(Object.assign(document.createElement("script"), { textContent: code.textContent }));
    code.remove();
    await MathJax.startup.promise;
  }
  let formulas = Promise.resolve();  // one slide after the other: MathJax does not like two calls at once
  function typeset(slide) {
    if (!/\$|\\[([]/.test(slide.textContent)) return null;
    return formulas = formulas.then(startMathJax).then(() => window.MathJax?.typesetPromise?.([slide]));
  }
  const prepared = new Map();
  async function make(slide) {
    await Promise.all([typeset(slide), ...[...slide.querySelectorAll(".widget")].map(deckWidgets.mount)]);
    await deckFitting.fit(slide.querySelector(".page"));
    slide.dataset.prepared = "";
  }
  function prepare(slide) {
    if (!prepared.has(slide)) prepared.set(slide, make(slide));
    return prepared.get(slide);
  }

  await document.fonts.ready;
  Reveal.on("slidechanged", event => prepare(event.currentSlide));
  await prepare(Reveal.getCurrentSlide() ?? Reveal.getSlides()[0]);
  document.body.dataset.ready = "";
  const first = Reveal.getSlides().find(slide => slide.querySelector(".widget"));
  if (first) await prepare(first);  // where a talk first stops to play
  const idle = () => new Promise(done => (window.requestIdleCallback ?? setTimeout)(done));
  for (const slide of Reveal.getSlides()) {
    if (!prepared.has(slide)) await idle();
    await prepare(slide);
  }
  document.body.dataset.whole = "";
  if (/print-pdf=now/.test(location.search)) window.print();
})();
