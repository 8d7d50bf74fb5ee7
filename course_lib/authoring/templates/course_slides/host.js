// Runs anywidget modules without a kernel. `deckWidgets.mount(box)` fills a .widget box from the models in the page.
// Several views share one model; nothing is sent anywhere.
window.deckWidgets = (() => {
  const data = JSON.parse(document.getElementById("deck-widgets").textContent);
  const models = new Map(), modules = new Map(), styled = new Set();

  function initialState({ state, buffers }) {
    const filled = structuredClone(state);
    for (const { path, data: text } of buffers) {
      const holder = path.slice(0, -1).reduce((at, key) => at[key], filled);
      holder[path.at(-1)] = new DataView(Uint8Array.from(atob(text), char => char.charCodeAt(0)).buffer);
    }
    return filled;
  }

  class Model {
    #state; #handlers = new Map();
    constructor(id) { this.model_id = id; this.#state = initialState(data.models[id]); }
    get(key) { return this.#state[key]; }
    set(key, value) {
      const changes = typeof key === "object" ? key : { [key]: value };
      const changed = Object.keys(changes).filter(name => !Object.is(this.#state[name], changes[name]));
      for (const name of changed) this.#state[name] = changes[name];
      for (const name of changed) this.#fire(`change:${name}`, this.#state[name]);
      if (changed.length) this.#fire("change");
    }
    save_changes() {}                       // there is no kernel to save to
    send() {}
    on(names, handler) {
      for (const name of names.split(" ")) this.#handlers.set(name, [...(this.#handlers.get(name) ?? []), handler]);
    }
    off(names, handler) {
      for (const name of names ? names.split(" ") : [...this.#handlers.keys()])
        this.#handlers.set(name, handler ? (this.#handlers.get(name) ?? []).filter(one => one !== handler) : []);
    }
    #fire(name, value) { for (const handler of this.#handlers.get(name) ?? []) handler(this, value); }
    get widget_manager() { return { get_model: async reference => (await ready(reference.split(/[_:]/).pop())).model }; }
  }

  const experimental = { invoke: async () => { throw new Error("there is no Python behind a slide"); } };

  function loaded(key) {
    if (!modules.has(key)) {
      const address = URL.createObjectURL(new Blob([data.texts[key]], { type: "text/javascript" }));
      modules.set(key, import(address).then(async found =>
        typeof found.default === "function" ? await found.default() : found.default));
    }
    return modules.get(key);
  }

  // The model and its module, with initialize called once however many views there are.
  function ready(id) {
    if (!models.has(id)) {
      models.set(id, (async () => {
        const model = new Model(id), module = await loaded(data.models[id].module);
        await module.initialize?.({ model, experimental, signal: new AbortController().signal });
        return { model, module };
      })());
    }
    return models.get(id);
  }

  function style(key) {
    if (styled.has(key)) return;
    styled.add(key);
    document.head.append(Object.assign(document.createElement("style"), { textContent: data.texts[key] }));
  }

  async function mount(box) {
    const el = box.querySelector(".fit"), fallback = [...el.childNodes];
    try {
      const { model, module } = await ready(box.dataset.model);
      style(data.models[box.dataset.model].style);
      el.replaceChildren();
      await module.render({ model, el, experimental, signal: new AbortController().signal });
      box.dataset.mounted = "";
    } catch (error) {
      el.replaceChildren(...fallback);
      console.error(`widget ${box.dataset.model}: ${error.stack ?? error}`);
    }
  }

  return { mount };
})();
