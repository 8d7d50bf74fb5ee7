// ipywidgets asks the kernel for its widgets before it reads those that are stored in the notebook. When a slow kernel
// leaves that question without an answer, every picture says "Loading widget..." for good. Then we have the stored ones
// read, without the kernel.

const waiting = (widget) => [...widget.children()].flatMap((child) =>
  child._manager?.promise && child.node.textContent === "Loading widget..." ? [child] : waiting(child));

export async function mend(panel, pause = 6000) {
  await panel.sessionContext.ready;
  for (let turn = 0; turn < 5 && !panel.isDisposed; turn++) {
    await new Promise((done) => setTimeout(done, pause));
    const [first] = panel.content.widgets.filter((cell) => cell.outputArea).flatMap((cell) => waiting(cell.outputArea));
    if (!first) continue;
    const manager = await first._manager.promise;
    manager.restoreWidgets?.(panel.context.model, { loadKernel: false, loadNotebook: true });  // may hang, too
  }
}
