"""CIFAR-10 error of the thin ResNets of 2015 against their depth, and what the last unit of each sees."""

from sketch import BLUE, BLUE_INK, INK, MUTED, write

from course_lib.nets.resnet import cifar_table
from course_lib.shapes.receptive_field import receptive_field
from course_lib.widgets.picture import canvas

ERRORS = {20: 8.75, 32: 7.51, 44: 7.17, 56: 6.97, 110: 6.43, 1202: 7.93}  # percent, He et al. 2016, table 6
ALT = (
    "Two panels of bars, one bar for each depth. Left, the test error on CIFAR-10 in percent: 8.75 at 20 layers, 7.51 "
    "at 32, 7.17 at 44, 6.97 at 56, 6.43 at 110, and up again to 7.93 at 1202. Right, on a logarithmic axis, the "
    "pixels that the last unit sees along one axis: 81, 137, 193, 249, 501 and 5,597; a dashed line marks the 32 "
    "pixels of the image, which every one of the nets exceeds."
)


def draw():
    place = {"left": 0.085, "right": 0.985, "top": 0.88, "bottom": 0.17, "wspace": 0.28}
    fig, (left, right) = canvas(8, 3.4, columns=2, gridspec_kw=place)
    fig.set_layout_engine("none")
    depths, at = list(ERRORS), range(len(ERRORS))
    fields = [receptive_field(cifar_table(depth)).size for depth in depths]
    left.bar(at, ERRORS.values(), width=0.62, color=[BLUE if depth < 1000 else MUTED for depth in depths])
    right.bar(at, fields, width=0.62, color=[BLUE if depth < 1000 else MUTED for depth in depths])
    for x, error, field in zip(at, ERRORS.values(), fields, strict=True):
        left.text(x, error + 0.15, f"{error}", fontsize=12, color=BLUE_INK if x < 5 else INK, ha="center")
        right.text(x, field * 1.12, f"{field:,}", fontsize=12, color=BLUE_INK if x < 5 else INK, ha="center")
    right.axhline(32, color=INK, lw=1.4, ls=(0, (4, 3)))
    right.set_yscale("log")
    right.set(ylim=(10, 12000))
    left.set(ylim=(0, 10))
    for ax, title in ((left, "test error, %"), (right, "pixels seen (dashed: the image, 32)")):
        ax.set_title(title, fontsize=13, color=INK)
        ax.set_xticks(at, [f"{depth}" for depth in depths])
        ax.set_xlabel("layers", fontsize=12)
        ax.tick_params(length=3, labelsize=11, labelcolor=INK)
        ax.minorticks_off()
    right.set_yticks([10, 100, 1000, 10000], ["10", "100", "1,000", "10,000"])
    return fig


if __name__ == "__main__":
    write(draw, ALT, __file__)
