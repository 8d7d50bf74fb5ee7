// A notebook as slides, inside JupyterLab: the cells are the notebook's own, so they run, and widgets keep their kernel.

import { makeBar, makeStart } from "./bar.js";
import { fit, overflows } from "./fit.js";
import { mend } from "./mend.js";
import { arrange } from "./slides.js";
import { Speaker } from "./speaker.js";

const VIEW = "application/vnd.jupyter.widget-view+json";
const BAR = 40;  // pixels

const isNotebook = (panel) => Boolean(panel?.hasClass?.("jp-NotebookPanel") && panel.content?.model);

function described(cell) {  // a cell of JupyterLab as slides.js wants it
  const { model } = cell, outputs = model.type === "code" ? model.outputs : { length: 0 };
  const widget = Array.from({ length: outputs.length }, (_, n) => outputs.get(n)).some((output) => VIEW in output.data);
  return { type: model.type, source: model.sharedModel.getSource(), slideType: model.getMetadata("slideshow")?.slide_type,
    tags: model.getMetadata("tags") ?? [], widget };
}

class Show {
  constructor(app, panel, actions, onleave) {
    Object.assign(this, { app, panel, actions, onleave, notebook: panel.content, at: 0, step: 0, code: false, held: new Set(), fitted: new Set() });
    this.key = `course-slides:${panel.context.path}`;
    this.ran = panel.courseSlidesRan ??= this.watch();
    this.onkey = (event) => this.press(event);
    this.speaker = new Speaker((event) => this.press(event));
    this.bar = makeBar({
      back: () => this.go(-1), forward: () => this.go(1), run: () => this.run(), code: () => this.toggleCode(),
      notes: () => this.notes(), dark: () => this.dark(), leave: () => this.leave(),
    });
    this.watcher = new ResizeObserver((entries) => this.resized(new Set(entries.map((entry) => entry.target))));
    this.onresize = () => this.fit();
    this.guard = (event) => {  // what is typed into a picture is no command of JupyterLab's
      if (event.target.closest(".jp-OutputArea") && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
    };
    this.hold = (event) => { if (event.target.closest(".jp-MarkdownCell")) event.stopPropagation(); };  // no raw text by accident
  }

  get room() { return innerHeight - BAR - 44; }
  get slide() { return this.slides[this.at]; }

  // Ids of the cells that have run in the present kernel, however they were started.
  watch() {
    const ran = new Set(), { notebook, panel } = this;
    this.actions.executed.connect((_, { notebook: where, cell, success }) => {
      if (where === notebook && success) ran.add(cell.model.id);
    });
    panel.sessionContext.statusChanged.connect((_, status) => { if (/restarting|dead/.test(status)) ran.clear(); });
    panel.sessionContext.kernelChanged.connect(() => ran.clear());
    return ran;
  }

  start() {
    document.body.classList.add("course-slides");
    this.panel.addClass("course-slides-panel");
    document.body.append(this.bar.node);
    window.addEventListener("keydown", this.onkey, true);
    window.addEventListener("resize", this.onresize);
    this.panel.node.addEventListener("keydown", this.guard);
    this.panel.node.addEventListener("dblclick", this.hold, true);
    this.arrange();
    for (const { node } of this.notebook.widgets) this.watcher.observe(node);
    const last = sessionStorage.getItem(this.key);
    const found = this.slides.findIndex(({ cells }) => this.notebook.widgets[cells[0].index].model.id === last);
    this.show(Math.max(0, found));
  }

  leave() {
    this.turn += 1;
    document.body.classList.remove("course-slides", "cs-black");
    this.panel.removeClass("course-slides-panel");
    this.watcher.disconnect();
    this.bar.node.remove();
    this.speaker.close();
    window.removeEventListener("keydown", this.onkey, true);
    window.removeEventListener("resize", this.onresize);
    this.panel.node.removeEventListener("keydown", this.guard);
    this.panel.node.removeEventListener("dblclick", this.hold, true);
    for (const { node } of this.notebook.widgets) {
      node.classList.remove("cs-off", "cs-later", "cs-no-input", "cs-no-output");
      node.style.zoom = node.style.opacity = "";
      node.inert = false;
    }
    this.notebook.activeCell?.node.scrollIntoView({ block: "center" });
    this.onleave();
  }

  arrange() {
    const cells = this.notebook.widgets.map(described);
    cells.forEach((cell, n) => {  // between running a cell and its picture the code stays hidden
      const { id } = this.notebook.widgets[n].model;
      if (cell.widget) this.held.add(id);
      cell.widget = this.held.has(id);
    });
    this.slides = arrange(cells);
  }

  show(at, step = 0) {
    this.arrange();
    this.at = Math.max(0, Math.min(at, this.slides.length - 1));
    const { cells, heading } = this.slide, widgets = this.notebook.widgets;
    for (const { node } of widgets) { node.classList.add("cs-off"); node.inert = true; }
    for (const { index, input, hideOutput } of this.slides.flatMap((slide) => slide.cells)) {
      const { node, model } = widgets[index], seen = input === "yes" || (input === "by key" && this.code);
      node.classList.toggle("cs-no-input", model.type === "code" && !seen);
      node.classList.toggle("cs-no-output", hideOutput);
    }
    this.step = Math.min(step, cells.filter((cell) => cell.fragment).length);
    let left = this.step;
    for (const { index, fragment } of cells) {
      const { node } = widgets[index];
      node.classList.remove("cs-off");
      node.inert = fragment && --left < 0;
      node.classList.toggle("cs-later", node.inert);
    }
    this.choose(cells.find(({ index }) => widgets[index].model.type === "code") ?? cells[0]);
    this.bar.show(heading, this.at, this.slides.length);
    this.bar.code(this.code);
    this.speaker.show(this.slides, this.at);
    sessionStorage.setItem(this.key, widgets[cells[0].index].model.id);
    return this.fit();
  }

  nodes(slide) { return slide.cells.map(({ index }) => this.notebook.widgets[index].node); }

  // The slide that is shown, unless it has been fitted; then, while nothing else is to be done, those that come.
  async fit() {
    const turn = this.turn = (this.turn ?? 0) + 1, wanted = () => turn === this.turn, { at } = this;
    const order = [...this.slides.keys()].slice(at).concat([...this.slides.keys()].slice(0, at));
    for (const n of order) {
      const slide = this.slides[n], name = this.name(slide);
      if (!this.fitted.has(name)) {
        if (n !== at) await new Promise((done) => (window.requestIdleCallback ?? setTimeout)(done));
        if (!wanted()) return;
        this.trying = name;
        if (!(await fit(this.nodes(slide), this.room, wanted))) return;
        this.fitted.add(name);
        this.trying = null;
      }
      if (n === at) this.panel.node.dataset.fitted = n;
    }
  }

  // An output has come, something has unfolded: the slide is fitted anew if it is too large now.
  resized(nodes) {
    const changed = this.slides.filter((slide) => this.name(slide) !== this.trying && this.nodes(slide).some((node) => nodes.has(node)));
    const tooLarge = changed.filter((slide) => this.fitted.has(this.name(slide)) && overflows(this.nodes(slide), this.room));
    for (const slide of tooLarge) this.fitted.delete(this.name(slide));
    if (tooLarge.length) this.fit();
  }

  name(slide) {
    const id = this.notebook.widgets[slide.cells[0].index].model.id;
    return `${id} ${innerWidth} ${innerHeight} ${this.code}`;
  }

  choose({ index }) {
    const { notebook } = this;
    notebook.mode = "command";
    notebook.activeCellIndex = index;
    notebook.deselectAll();
    notebook.activeCell.node.focus({ preventScroll: true });
    notebook.outerNode?.scrollTo?.(0, 0);
  }

  go(way) {
    const fragments = this.slide.cells.filter((cell) => cell.fragment).length, step = this.step + way;
    document.body.classList.remove("cs-black");
    this.bar.say("");
    if (step >= 0 && step <= fragments) return this.show(this.at, step);
    if (this.at + way < 0 || this.at + way >= this.slides.length) return null;
    return this.show(this.at + way, way < 0 ? Infinity : 0);
  }

  // Runs the active cell of the slide, and before it what lies above it and has not run in this kernel: whatever slide
  // one begins at, names are known.
  async run() {
    const { notebook } = this, widgets = notebook.widgets;
    const code = this.slide.cells.map(({ index }) => index).filter((index) => widgets[index].model.type === "code");
    if (!code.length) return this.bar.say("no cell to run on this slide");
    const here = code.includes(notebook.activeCellIndex) ? notebook.activeCellIndex : code[0];
    const above = widgets.slice(0, here).filter((cell) => cell.model.type === "code" && !this.ran.has(cell.model.id));
    const runs = [...above, widgets[here]];
    notebook.mode = "command";
    this.bar.say(above.length ? `running, with ${above.length} above ...` : "running ...");
    await this.panel.sessionContext.ready;
    const fine = await this.actions.runCells(notebook, runs, this.panel.sessionContext);
    const wrong = fine ? null : runs.find((cell) => !this.ran.has(cell.model.id));
    this.bar.say(fine ? "" : this.failure(wrong, wrong === widgets[here]), !fine);
    if (fine && code.includes(here + 1)) this.choose({ index: here + 1 });
    if (fine) this.panel.node.dataset.ran = widgets[here].model.id;
    this.arrange();
    this.fitted.delete(this.name(this.slide));
    return this.fit();
  }

  failure(cell, here) {
    const index = this.notebook.widgets.indexOf(cell);
    const on = this.slides.findIndex(({ cells }) => cells.some((each) => each.index === index));
    return here || index < 0 ? "stopped with an error" : `a cell above stopped with an error: ${on < 0 ? "not on a slide" : `slide ${on + 1}`}`;
  }

  toggleCode() { this.code = !this.code; this.show(this.at, this.step); }
  notes() { if (this.speaker.open()) this.speaker.show(this.slides, this.at); else this.bar.say("the browser blocked the window"); }
  dark() {
    const theme = document.body.dataset.jpThemeLight === "true" ? "JupyterLab Dark" : "JupyterLab Light";
    return this.app.commands.execute("apputils:change-theme", { theme });
  }

  edit() {
    const cell = this.notebook.activeCell;
    if (cell?.model.type === "code" && !cell.node.classList.contains("cs-no-input")) this.notebook.mode = "edit";
  }

  press(event) {
    if (document.querySelector(".jp-Dialog, .lm-Menu")) return;
    const { target, key } = event, typing = target.closest?.(".cm-editor"), picture = target.closest?.(".jp-OutputArea");
    const button = target.closest?.(".course-slides-bar button");
    let act;
    if (key === "Enter" && (event.shiftKey || event.ctrlKey)) act = () => this.run();
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (key === "PageDown") act = () => this.go(1);  // a clicker moves the slides wherever the focus is
    else if (key === "PageUp") act = () => this.go(-1);
    else if (key === "Escape" && (typing || picture || button)) act = () => this.choose({ index: this.notebook.activeCellIndex });
    else if (typing || picture || key === "Tab" || key === "Shift" || (button && /^( |Enter)$/.test(key))) return;
    else {
      act = {
        ArrowRight: () => this.go(1), ArrowDown: () => this.go(1), ArrowLeft: () => this.go(-1), ArrowUp: () => this.go(-1),
        " ": () => this.go(event.shiftKey ? -1 : 1), Home: () => this.show(0), End: () => this.show(Infinity),
        Enter: () => this.edit(), b: () => document.body.classList.toggle("cs-black"), c: () => this.toggleCode(),
        d: () => this.dark(), q: () => this.leave(), s: () => this.notes(),
      }[key.length === 1 ? key.toLowerCase() : key];
      // JupyterLab's single letters insert, cut and merge cells: none of them in front of a class.
      if (!act && key.length > 1 && !["Delete", "Backspace"].includes(key)) return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    act?.();
  }
}

export const plugin = (actions, style) => ({
  id: "course-slides:plugin",
  description: "Shows a notebook as slides whose cells run.",
  autoStart: true,
  activate(app) {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: style });
    const button = makeStart(() => present(app.shell.currentWidget));
    let show = null, begun = false;
    document.head.append(link);
    document.body.append(button);

    async function present(panel) {
      if (show || !isNotebook(panel)) return;
      begun = true;
      show = new Show(app, panel, actions, () => { show = null; button.hidden = !isNotebook(app.shell.currentWidget); });
      button.hidden = true;
      await panel.revealed;
      await Promise.all(panel.content.widgets.map((cell) => cell.ready));
      show?.start();
      mend(panel);
    }

    async function follow() {
      const panel = app.shell.currentWidget;
      if (show && panel && panel !== show.panel) show.leave();  // a link led elsewhere: JupyterLab shows it
      if (panel?.context) await panel.context.ready;
      button.hidden = Boolean(show) || !isNotebook(panel);
      if (!begun) present(panel);
    }

    button.hidden = true;
    app.shell.currentChanged?.connect(follow);
    app.restored.then(follow);
  },
});
