// What a presenter switches, by key and by the buttons at the foot: the theme, code that a slide hides, the contents.
window.deckSwitches = (() => {
  const body = document.body, tools = document.querySelector(".deck-tools");
  const button = name => tools.querySelector(`[data-act=${name}]`);
  const asked = new URLSearchParams(location.search).get("theme");
  const remembered = () => { try { return localStorage.getItem("deck-theme"); } catch { return null; } };  // may be forbidden
  const remember = name => { try { localStorage.setItem("deck-theme", name); } catch { /* then it is not remembered */ } };

  function setTheme(name) {
    body.dataset.theme = name === "dark" ? "dark" : "light";
    button("theme").textContent = name === "dark" ? "Light" : "Dark";
  }
  const printed = /print-pdf/.test(location.search);
  setTheme(printed ? "light" : asked ?? remembered() ?? "light");
  function switchTheme() {
    setTheme(body.dataset.theme === "dark" ? "light" : "dark");
    remember(body.dataset.theme);
  }

  // The code that a slide hides (hide-input, a widget's one line) lies over it, in the largest type that shows it whole.
  const hiddenCode = slide => [...slide.querySelectorAll("template.folded")];
  function showCode(slide) {
    const panel = Object.assign(document.createElement("div"), { className: "code-panel source" });
    panel.setAttribute("role", "region");
    panel.setAttribute("aria-label", "Code of this slide");
    panel.append(...hiddenCode(slide).map(folded => folded.content.cloneNode(true)));
    slide.querySelector(".page").append(panel);
    for (let size = 24; size > 11; size--) {
      panel.style.setProperty("--code", `${size}px`);
      if (!deckFitting.overflows(panel)) break;
    }
  }
  const hideCode = () => document.querySelectorAll(".code-panel").forEach(panel => panel.remove());
  function switchCode() {
    const slide = Reveal.getCurrentSlide(), open = slide.querySelector(".code-panel");
    hideCode();
    if (!open && hiddenCode(slide).length) showCode(slide);
    button("code").setAttribute("aria-expanded", String(!open));
  }
  function arrive(slide) {
    hideCode();
    button("code").setAttribute("aria-expanded", "false");
    button("code").hidden = !hiddenCode(slide).length;
  }

  function goTo(id) {  // not by the address, which follows the slides a second late
    const slide = document.getElementById(id);
    if (slide) Reveal.slide(Reveal.getIndices(slide).h);
    return !!slide;
  }
  const goToContents = () => goTo("deck-contents");
  const print = () => { location.search = "?print-pdf=now"; };

  function start() {
    const acts = { theme: switchTheme, code: switchCode, contents: goToContents };
    tools.addEventListener("click", event => {
      acts[event.target.dataset.act]?.();
      if (event.detail) event.target.blur();  // after a click the keys are the slides' again
    });
    Reveal.addKeyBinding({ keyCode: 67, key: "C", description: "Code that the slide hides" }, switchCode);
    Reveal.addKeyBinding({ keyCode: 68, key: "D", description: "Dark or light" }, switchTheme);
    Reveal.addKeyBinding({ keyCode: 84, key: "T", description: "Table of contents" }, goToContents);
    Reveal.registerKeyboardShortcut("Ctrl + P", "Print, one page a slide");
    document.addEventListener("keydown", event => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "p" || printed) return;
      event.preventDefault();
      print();
    });
    document.addEventListener("click", event => {
      const link = event.target.closest("a[href^='#/']");
      if (link && goTo(link.getAttribute("href").slice(2))) event.preventDefault();
    });
    Reveal.on("slidechanged", event => arrive(event.currentSlide));
    arrive(Reveal.getCurrentSlide());
  }

  // Enter and Space press the button or follow the link that has the focus; other keys are the slides'.
  const takes = event => ["Enter", " "].includes(event.key) && !!event.target.closest?.("a, button");
  return { start, takes };
})();
