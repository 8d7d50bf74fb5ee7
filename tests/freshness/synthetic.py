"""A course of one small lecture and one exercise, for the tests of the tools: text, a figure, a widget."""

import subprocess
import sys
from pathlib import Path

FILES = {
    "course_lib/__init__.py": "",
    "course_lib/widgets/__init__.py": "from .tiny import Tiny\n",
    "course_lib/widgets/tiny.py": '''
from pathlib import Path
import anywidget, traitlets

class Tiny(anywidget.AnyWidget):
    _esm = Path(__file__).with_name("tiny.js").read_text()
    _css = ".tiny { font: 20px sans-serif; }"
    value = traitlets.Int(1).tag(sync=True)
    pixels = traitlets.Bytes(bytes(range(16))).tag(sync=True)

    def __repr__(self):
        return f"Tiny(value={self.value})"
''',
    "course_lib/widgets/tiny.js": '''
export default {
  initialize({ model }) { model.set("started", (model.get("started") || 0) + 1); },
  render({ model, el }) {
    const [box, sum, button] = ["div", "p", "button"].map(tag => document.createElement(tag));
    box.className = "tiny";
    const draw = () => { button.textContent = `value ${model.get("value")}`; };
    const pixels = model.get("pixels");
    let total = 0;
    for (let i = 0; i < pixels.byteLength; i++) total += pixels.getUint8(i);
    sum.textContent = `sum ${total}, started ${model.get("started")}`;
    button.addEventListener("keydown", event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) { model.set("value", model.get("value") + step); model.save_changes(); }
    });
    button.addEventListener("click", () => model.set("value", model.get("value") + 10));
    model.on("change:value", draw);
    draw();
    box.append(button, sum);
    el.append(box);
    return () => model.off("change:value", draw);
  },
};
''',
    "course_lib/other.py": "unused = 1\n",
    "figs/dot.py": '''
import sys
from pathlib import Path
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" role="img" aria-label="a dot">'
SVG = HEAD + '<circle cx="20" cy="10" r="8"/></svg>'
target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_suffix(".svg")
target.write_text(SVG)
''',
    "lectures/01_tiny.py": '''
# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # A tiny lecture
# Lecture 1, 5 minutes
#
# <!-- notes (2 min): Say hello. The formula is $a = w x$. -->

# %% [markdown] name="formula" slideshow={"slide_type": "slide"}
# ## A formula
# The unit computes $a = \\sum_i w_i x_i$, then decides.
# <!-- notes (3 min): Point at the sum. -->
#
# ![a dot](../figs/dot.svg)

# %% name="numbers" slideshow={"slide_type": "subslide"}
import os
import numpy as np
print(np.arange(3) * 2)
print("threads", os.environ["OMP_NUM_THREADS"])

# %% name="plot" slideshow={"slide_type": "skip"}
import matplotlib.pyplot as plt
fig, axes = plt.subplots(figsize=(4, 3))
axes.plot([0, 1], [0, 1])
plt.show()

# %% [markdown] slideshow={"slide_type": "skip"}
# For reading only.

# %% [markdown] name="try" slideshow={"slide_type": "slide"}
# ## Try it

# %% name="widget"
from course_lib.widgets import Tiny
tiny = Tiny()
tiny

# %% name="again" slideshow={"slide_type": "slide"}
tiny
''',
    "solutions/01_tiny.py": '''
# %% [markdown] name="title"
# # Exercise: double it

# %% name="double"
def double(x):
    """2 x"""
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION

# %% name="check-double"
try:
    print(double(2))
except NotImplementedError:
    print("not attempted")

# %% [markdown] tags=["solution-only"]
# Why this is so.

# %%
"done"
''',
}


def make(root: Path) -> Path:
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"))
    (root / "exercises").mkdir()
    return root


def draw_figures(root: Path) -> None:
    for script in sorted((root / "figs").glob("*.py")):
        subprocess.run([sys.executable, str(script)], check=True)
