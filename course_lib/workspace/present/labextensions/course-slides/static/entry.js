// What JupyterLab asks of an extension that was built before: a container that hands out the plugin. Written by hand:
// there is nothing to bundle, and what we use of JupyterLab's own modules comes out of the scope that it shares.
(() => {
  const here = document.currentScript.src;
  let shared;
  (window._JUPYTERLAB ??= {})["course-slides"] = {
    init(scope) { shared = scope; },
    async get() {
      const { plugin } = await import(new URL("present.js", here).href);
      const [{ get }] = Object.values(shared["@jupyterlab/notebook"]);
      const { NotebookActions } = (await get())();
      return () => ({ __esModule: true, default: plugin(NotebookActions, new URL("present.css", here).href) });
    },
  };
})();
