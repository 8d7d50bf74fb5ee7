// Which cells share a slide, what is hidden there, what the speaker says: the rules of the decks (course_lib/authoring,
// outline.py and slides.py), once more for the browser. A test compares both over all lectures.
//
// A cell here is {type, source, slideType, tags, widget}; widget: it shows one.

const NOTES = /<!--\s*notes\s*\((\d+(?:\.\d+)?)\s*min\)\s*:\s*([\s\S]*?)-->/g;

export const squeezed = (text) => text.split(/\s+/).filter(Boolean).join(" ");

export function notesOf(cell) {
  if (cell.type !== "markdown") return [];
  const found = [...cell.source.matchAll(NOTES)].map(([, minutes, text]) => ({ minutes: Number(minutes), text: squeezed(text) }));
  return cell.slideType === "notes" && !found.length ? [{ minutes: 0, text: cell.source }] : found;
}

export function headingOf(cell) {
  const visible = cell.source.replace(/<!--[\s\S]*?-->/g, "");
  return cell.type === "markdown" ? (visible.match(/^#{1,3}[ \t]+(.+)$/m)?.[1].trim() ?? "") : "";
}

// -> [{cells: [{index, fragment, input, hideOutput}], heading, notes, minutes}]; input: "yes", "by key", or "no"
export function arrange(cells) {
  const slides = [];
  let heading = "";
  cells.forEach((cell, index) => {
    const kind = cell.slideType || "-";
    if (kind === "skip") return;
    if (["slide", "subslide"].includes(kind) || !slides.length) slides.push({ cells: [], heading, notes: [], minutes: 0 });
    const slide = slides.at(-1), has = (...tags) => tags.some((tag) => cell.tags.includes(tag));
    for (const note of notesOf(cell)) { slide.notes.push(note.text); slide.minutes += note.minutes; }
    if (kind === "notes") return;
    heading = slide.heading = headingOf(cell) || slide.heading;
    slide.cells.push({
      index, fragment: kind === "fragment",
      input: has("remove-input") ? "no" : has("hide-input") || (cell.widget && !has("show-input")) ? "by key" : "yes",
      hideOutput: has("hide-output", "remove-output"),
    });
  });
  return slides.filter((slide) => slide.cells.length);
}
