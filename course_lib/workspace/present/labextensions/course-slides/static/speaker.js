// The speaker's window: what to say on this slide, what comes next, minutes planned and gone. The talk's clock starts at
// the first move.

const PAGE = `<!doctype html><meta charset="utf-8"><title>Speaker notes</title><style>
  body { margin: 0; padding: 28px 36px; font: 24px/1.45 system-ui, sans-serif; background: #fff; color: #1b1f24; }
  h1 { font-size: 26px; margin: 0 0 .6em; } p { margin: 0 0 .6em; max-width: 44em; }
  .clock { font-variant-numeric: tabular-nums; color: #57606a; font-size: 20px; } .next { color: #57606a; font-size: 20px; }
</style><p class="clock"></p><h1></h1><main></main><p class="next"></p>`;

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

export class Speaker {
  constructor(keys) { this.keys = keys; this.began = null; this.window = null; }

  open() {
    this.window = window.open("", "course-speaker", "width=820,height=640");
    if (!this.window) return false;  // blocked
    this.window.document.open();
    this.window.document.write(PAGE);
    this.window.document.close();
    this.window.addEventListener("keydown", this.keys);
    clearInterval(this.ticking);
    this.ticking = setInterval(() => this.tick(), 1000);
    return true;
  }

  // slides, and the number of the one that is shown
  show(slides, at) {
    if (at > 0) this.began ??= Date.now();
    this.before = slides.slice(0, at).reduce((sum, slide) => sum + slide.minutes, 0);
    this.minutes = slides[at].minutes;
    this.total = slides.reduce((sum, slide) => sum + slide.minutes, 0);
    if (!this.window || this.window.closed) return;
    const page = this.window.document, next = slides[at + 1];
    page.querySelector("h1").textContent = `${at + 1} / ${slides.length}  ${slides[at].heading}`;
    page.querySelector("main").replaceChildren(...(slides[at].notes.length ? slides[at].notes : ["(no notes)"]).map((text) => {
      const paragraph = page.createElement("p");
      paragraph.textContent = text;
      return paragraph;
    }));
    page.querySelector(".next").textContent = next ? `Next: ${next.heading}` : "The last slide.";
    this.tick();
  }

  tick() {
    if (!this.window || this.window.closed) return clearInterval(this.ticking);
    const gone = this.began ? (Date.now() - this.began) / 1000 : 0;
    this.window.document.querySelector(".clock").textContent =
      `${clock(gone)} gone. Planned: this slide from ${clock(60 * this.before)} to ${clock(60 * (this.before + this.minutes))}, ` +
      `the talk ${clock(60 * this.total)}.`;
  }

  close() { clearInterval(this.ticking); this.window?.close(); }
}
