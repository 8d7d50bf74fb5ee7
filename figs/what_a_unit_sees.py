"""One unit after three layers, and what each map and the image contribute to it: windows upon windows."""

from sketch import FAINT, INK, LINE, MUTED, ORANGE, ORANGE_WASH, PAPER, board, say, write

LAYERS = (("3 × 3\nwindow", 3, 1), ("pool\n2 × 2", 2, 2), ("3 × 3\nwindow", 3, 1))
IMAGE, UNIT, CELL = 12, 1, 0.178
ALT = (
    "Four grids from left to right: an image of 12 x 12 pixels, the map of 10 x 10 behind a 3 x 3 window, the map of "
    "5 x 5 behind a 2 x 2 pool with stride 2, and the map of 3 x 3 behind another 3 x 3 window. The unit in the middle "
    "of the last map is marked. It reads 3 x 3 units of the map before, these read 6 x 6, and these 8 x 8 pixels of "
    "the image: rows and columns 2 to 9. The pixels outside of this square are white: no path leads from them to it."
)


def spans():
    """(side of the grid, first, last) from the image to the last map: walked back from the unit."""
    sides = [IMAGE]
    for _, size, stride in LAYERS:
        sides.append((sides[-1] - size) // stride + 1)
    seen = [(UNIT, UNIT)]
    for _, size, stride in reversed(LAYERS):
        first, last = seen[0]
        seen.insert(0, (first * stride, last * stride + size - 1))
    return [(side, *span) for side, span in zip(sides, seen, strict=True)]


def draw():
    fig, ax = board(8, 3.0)
    middle, left, corners = 1.8, 0.15, []
    for number, (side, first, last) in enumerate(spans()):
        low = middle - side * CELL / 2
        for row in range(side):
            for column in range(side):
                seen = first <= row <= last and first <= column <= last
                fill = (ORANGE if number == len(LAYERS) else ORANGE_WASH) if seen else PAPER
                ax.add_patch(_square(left + column * CELL, low + row * CELL, fill, INK if seen else FAINT))
        corners.append((left + first * CELL, left + (last + 1) * CELL, low + first * CELL, low + (last + 1) * CELL))
        count = last - first + 1
        text = f"sees {count} × {count}" if number == 0 else f"reads {count} × {count}" if count > 1 else "one unit"
        say(ax, left + side * CELL / 2, 0.45, text, 12.5, INK)
        name = f"image, {side} × {side}" if number == 0 else f"map, {side} × {side}"
        say(ax, left + side * CELL / 2, 0.18, name, 11, MUTED)
        if number < len(LAYERS):
            say(ax, left + side * CELL + 0.36, 2.72, LAYERS[number][0], 11, MUTED)
        left += side * CELL + 0.72
    for (_, right, low, high), (start, _, bottom, top) in zip(corners, corners[1:], strict=False):
        ax.plot([right, start], [high, top], color=LINE, lw=1.3)
        ax.plot([right, start], [low, bottom], color=LINE, lw=1.3)
    return fig


def _square(x, y, fill, edge):
    from matplotlib.patches import Rectangle

    return Rectangle((x, y), CELL, CELL, facecolor=fill, edgecolor=edge, linewidth=0.6, zorder=3 if edge == INK else 2)


if __name__ == "__main__":
    write(draw, ALT, __file__)
