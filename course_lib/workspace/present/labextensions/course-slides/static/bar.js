// The strip under the slides: where we are, what the kernel does, and a button for each key.

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

export function makeBar({ back, forward, run, code, notes, dark, leave }) {
  const button = (text, title, onclick) => make("button", { type: "button", title, "aria-label": title, onclick }, text);
  const title = make("span", { class: "cs-title" }), said = make("span", { class: "cs-said", role: "status" });
  const place = make("span", { class: "cs-place", "aria-live": "polite" });
  const codeButton = button("Code", "Show the code that is hidden (C)", code);
  const node = make("div", { class: "course-slides-bar", role: "toolbar", "aria-label": "Slides" }, title, said,
    button("Run", "Run the cell, and those above it that have not run (Shift Enter)", run), codeButton,
    button("Notes", "Speaker notes in a window of their own (S)", notes), button("Dark", "Dark or light (D)", dark),
    button("‹", "Slide before (Page Up)", back), place, button("›", "Next slide (Space, Page Down)", forward),
    button("Leave", "Leave the slides (Q)", leave));
  return {
    node,
    show(heading, at, count) { title.textContent = heading; place.textContent = `${at + 1} / ${count}`; },
    say(text, wrong = false) { said.textContent = text; said.classList.toggle("cs-wrong", wrong); },
    code(shown) { codeButton.setAttribute("aria-pressed", shown); },
  };
}

export const makeStart = (onclick) => make("button", { type: "button", class: "course-slides-start", onclick }, "Slides");
