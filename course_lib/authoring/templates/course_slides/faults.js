// What is wrong with a slide (the one that is shown, if none is given): [{cell, what}]. Evaluated in the page of a deck.
slide => {
  slide ??= Reveal.getCurrentSlide();
  const page = slide.querySelector(".page"), found = [], frame = page.getBoundingClientRect();
  const cellOf = part => part.closest("[data-cell]")?.dataset.cell ?? slide.id;
  const fault = (part, what) => found.push({ cell: cellOf(part), what });
  const overflows = box => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;
  if (overflows(page)) {
    const last = [...page.querySelectorAll("[data-cell]")].at(-1);
    fault(last ?? page, `the page overflows: what begins at cell '${slide.id}' needs ${page.scrollWidth} x ${page.scrollHeight}, a slide has ${page.clientWidth} x ${page.clientHeight}`);
  }
  for (const part of page.querySelectorAll(".cell, h1, h2, p, li, table, pre, img, mjx-container, .widget, .fit")) {
    const box = part.getBoundingClientRect();
    if (part.closest("mjx-assistive-mml") || !box.width || !part.checkVisibility()) continue;
    const beside = box.left < frame.left - 1 || box.right > frame.right + 1;
    if (beside || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
      fault(part, `${part.tagName.toLowerCase()}${part.className ? ` .${part.className}` : ""} leaves the slide`);
    if (part.tagName === "PRE" && part.scrollWidth > part.clientWidth + 1) fault(part, "a line of code is cut off");
  }
  for (const fit of page.querySelectorAll(".fit")) {
    const inner = fit.getBoundingClientRect(), outer = fit.parentElement.getBoundingClientRect();
    if (inner.height > outer.height + 1 || inner.width > outer.width + 1) fault(fit, "a widget overflows its place");
  }
  for (const widget of page.querySelectorAll(".widget"))
    if (!("mounted" in widget.dataset)) fault(widget, "a widget did not mount");
  for (const image of page.querySelectorAll("img")) {
    if (!image.complete || !image.naturalWidth) fault(image, `an image did not load: ${image.alt}`);
    if (image.getBoundingClientRect().height < 100 * frame.width / 1280) fault(image, `an image is too small: ${image.alt}`);
    if (!image.alt || image.alt.startsWith("No description")) fault(image, "an image has no alternative text");
  }
  const wrong = page.querySelector("[data-mml-node=merror]");
  if (wrong) fault(wrong, "a formula is wrong");
  for (const text of page.querySelectorAll("p, li, td"))
    if (text.textContent.includes("$$")) fault(text, "a formula was not set");
  const seen = page.closest(".pdf-page") ?? document.documentElement, edge = seen.getBoundingClientRect();
  if (frame.left < edge.left - 1 || frame.top < edge.top - 1 || frame.right > edge.right + 1 || frame.bottom > edge.bottom + 1)
    fault(page, "the slide is not seen whole");
  return found;
}
