// Fits a slide to its page: text that is a little too long is set smaller, a widget is shown as large as there is room.
window.deckFitting = (() => {
  const overflows = page => page.scrollHeight > page.clientHeight + 1 || page.scrollWidth > page.clientWidth + 1;

  // Past 0.75 a text is left to overflow, and `make slides` says so. A long line of code shrinks its own block only.
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

  // A narrower widget is less high or higher, as its layout has it, so each width is tried and measured (two frames later:
  // widgets may follow their size by an observer), then the best is zoomed.
  const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const fitting = new WeakSet(), again = new WeakSet();
  async function fitWidget(box) {
    if (fitting.has(box)) { again.add(box); return; }
    fitting.add(box);
    delete box.dataset.fitted;
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
    inner.style.zoom = Math.max(best.zoom, 0.55).toFixed(3);  // smaller cannot be read: it is left to overflow
    inner.style.opacity = inner.style.pointerEvents = "";
    await frame();
    fitting.delete(box);
    if (again.delete(box)) return fitWidget(box);
    box.dataset.fitted = "";
  }

  // What unfolds in a widget (more, an answer) must still be seen whole.
  function follow(box) {
    const inner = box.querySelector(".fit");
    box.addEventListener("toggle", () => fitWidget(box), true);
    new ResizeObserver(() => {
      if (!fitting.has(box) && inner.offsetHeight * inner.style.zoom > box.clientHeight + 1) fitWidget(box);
    }).observe(inner);
  }

  async function fit(page) {
    fitText(page);
    const widgets = [...page.querySelectorAll(".widget")];
    await Promise.all(widgets.map(fitWidget));
    widgets.forEach(follow);
  }

  return { fit, overflows };
})();
