// A slide as large as the window allows: text as on a projector, a picture whole.

const FRAME = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
const SIZES = [2.3, 2.15, 2, 1.85, 1.7, 1.58, 1.47, 1.37, 1.28, 1.2, 1.12, 1.05, 0.98, 0.92, 0.86, 0.8, 0.74, 0.68, 0.62];
const LINES = ".cm-scroller, pre, .course-widget, .jp-RenderedHTMLCommon, mjx-container";
const PICTURE = '.course-widget, [class*="jupyter-widgets"]';

const height = (cells) => cells.reduce((sum, cell) => sum + cell.getBoundingClientRect().height, 0);
const wide = (cell) => [...cell.querySelectorAll(LINES)].some((node) => node.offsetParent && node.scrollWidth > node.clientWidth + 1);

// `cells`: the nodes of one slide; `room`: how high they may be together, in pixels.
export const overflows = (cells, room) => height(cells) > room + 1 || cells.some(wide);

// Gives `cells` the largest zoom at which they overflow neither the room nor their width; false when `wanted` said no
// meanwhile. A widget follows its width two frames later, so it needs time, and is transparent meanwhile.
export async function fit(cells, room, wanted) {
  const picture = cells.some((cell) => cell.querySelector(PICTURE));
  const scale = Math.min(innerWidth / 1280, innerHeight / 720);
  const sizes = SIZES.filter((size) => !picture || size <= 1.7).map((size) => (size * scale).toFixed(3));
  const fits = async (size) => {
    for (const cell of cells) cell.style.zoom = size;
    if (picture) await FRAME();
    return !overflows(cells, room);
  };
  if (picture) for (const cell of cells) cell.style.opacity = 0;
  let low = 0, high = sizes.length - 1;  // sizes[high] is taken when nothing larger fits
  while (low < high && wanted()) {
    const middle = (low + high) >> 1;
    if (await fits(sizes[middle])) high = middle;
    else low = middle + 1;
  }
  if (wanted()) for (const cell of cells) cell.style.zoom = sizes[high];
  if (picture && wanted()) await FRAME();
  if (!wanted()) return false;
  for (const cell of cells) cell.style.opacity = "";
  return true;
}
