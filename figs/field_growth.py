"""The size of the field against the number of layers: windows alone, windows with pools, strides or dilations."""

from sketch import BLUE, BLUE_INK, INK, MUTED, ORANGE, ORANGE_INK, write

from course_lib.shapes.layers import Conv, MaxPool, Net
from course_lib.shapes.receptive_field import receptive_fields
from course_lib.widgets.picture import canvas

DEPTH = 9
ALT = (
    "The size of the field, on a logarithmic scale, against the number of layers from 0 to 9. Windows of 3 with "
    "stride 1 grow on a curve that flattens, to 19 pixels. Two windows and a pool of 2, in turn, reach 36. Windows "
    "of 3 with stride 2, and windows whose dilation doubles, lie on the same straight line, up to 1,023 pixels."
)


def stacks():
    """(name, field after 0, 1, ... layers) of three stacks."""
    plain = [Conv(1, 3) for _ in range(DEPTH)]
    pooled = [MaxPool(2) if i % 3 == 2 else Conv(1, 3) for i in range(DEPTH)]
    strided = [Conv(1, 3, stride=2) for _ in range(DEPTH)]
    return [[1, *(row.fields[0].size for row in receptive_fields(Net("", (1, 4096), layers)))]
            for layers in (plain, pooled, strided)]  # fmt: skip


def draw():
    fig, ax = canvas(8, 3.9)
    fig.set_layout_engine("none")
    ax.set_position([0.105, 0.14, 0.485, 0.82])
    styles = (
        ("stride 1:", "2 pixels more each", BLUE, BLUE_INK, "-", -12),
        ("two windows, then a pool:", "each pool doubles the steps", MUTED, INK, (0, (5, 2)), 12),
        ("stride 2, or dilation 1, 2, 4…:", "each layer doubles the steps", ORANGE, ORANGE_INK, "-", -14),
    )
    for sizes, (name, grows, colour, ink, dashes, up) in zip(stacks(), styles, strict=True):
        ax.plot(range(DEPTH + 1), sizes, color=colour, lw=2.2, ls=dashes, marker="o", ms=4)
        ax.annotate(f"{name} {sizes[-1]:,}\n{grows}", (DEPTH, sizes[-1]), (12, up), textcoords="offset points",
                    fontsize=12, color=ink, va="center", annotation_clip=False)  # fmt: skip
    ax.set_yscale("log", base=2)
    ax.set(xlim=(0, DEPTH + 0.2), ylim=(1, 1400), xlabel="layers", ylabel="pixels seen, along one axis")
    ax.xaxis.label.set_size(12)
    ax.yaxis.label.set_size(12)
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.set_yticks([1, 4, 16, 64, 256, 1024])
    ax.tick_params(length=3, labelsize=11, labelcolor=INK)
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
