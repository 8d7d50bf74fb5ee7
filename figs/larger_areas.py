"""What one unit of VGG-16 is given to see, after each of its pools: a photograph, and the squares cut from it."""

from matplotlib.patches import Rectangle
from sketch import INK, MUTED, ORANGE, board, say, write

from course_lib.experiments.whitening_patch import GREY
from course_lib.nets.vgg import VGG16
from course_lib.shapes.receptive_field import receptive_field

SIDE, CENTRE, POOLS = 224, (107, 112), ("pool1", "pool2", "pool3", "pool4", "pool5")
ALT = (
    "Left: a grey photograph of 224 x 224 pixels, a tower of several storeys with curved roofs above a lake, and on it "
    "five squares around one point, of 6, 16, 44, 100 and 212 pixels: what a unit of VGG-16 sees after each of its "
    "five pools. Right: the first four squares, enlarged. 6 pixels are stripes of grey; 16 show three posts of a "
    "gallery; 44 the corner of one storey with its roof; 100 half of the tower. The fifth square holds all of it."
)


def photograph():
    """(SIDE, SIDE) grey values of the palace."""
    import numpy as np

    from course_lib.data import photograph

    image = photograph("china", (SIDE, SIDE * 3 // 2))[:, :, 46 : 46 + SIDE]
    return np.tensordot(GREY, image.astype(float), 1)


def draw():
    fig, ax = board(8, 3.6)
    ax.set_zorder(2)
    ax.patch.set_visible(False)
    image = photograph()
    sizes = [receptive_field(VGG16, pool).size for pool in POOLS]
    _show(fig, image, (0.1, 0.3, 3.2, 3.2), sizes)
    say(ax, 3.1, 3.28, f"pool5: {sizes[-1]}", 11.5, INK, ha="right", zorder=9)
    say(ax, 1.7, 0.14, f"a photograph, {SIDE} × {SIDE}", 11, MUTED)
    for i, (pool, size) in enumerate(zip(POOLS[:4], sizes, strict=False)):
        x, y = 3.75 + 2.15 * (i % 2), 2.1 if i < 2 else 0.3
        row, column = (middle - size // 2 for middle in CENTRE)
        _show(fig, image[row : row + size, column : column + size], (x, y, 1.4, 1.4), ())
        say(ax, x + 1.46, y + 1.2, pool, 11.5, MUTED, ha="left")
        say(ax, x + 1.46, y + 0.95, f"{size}", 15, INK, ha="left")
    return fig


def _show(fig, image, place, sizes):
    left, low, width, height = place
    ax = fig.add_axes([left / 8, low / 3.6, width / 8, height / 3.6])
    ax.imshow(image, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    ax.set(xticks=[], yticks=[])
    for size in sizes:
        row, column = (middle - size // 2 for middle in CENTRE)
        ax.add_patch(Rectangle((column - 0.5, row - 0.5), size, size, fill=False, edgecolor=ORANGE, linewidth=1.8))


if __name__ == "__main__":
    write(draw, ALT, __file__)
