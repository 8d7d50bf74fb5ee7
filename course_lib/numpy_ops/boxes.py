"""Rectangles in an image, for nets that say where something is: overlap, the best of many, and where to look.

A box is (x1, y1, x2, y2): left, top, right and bottom edge in pixels, x to the right and y down, as in torchvision.
Nothing here has a gradient, and nothing here is heavy, so there is no torch twin.
"""

from __future__ import annotations

import numpy as np

from course_lib.shapes.arguments import mistake

from .arrays import Array, expect

__all__ = ["anchors", "iou", "non_max_suppression"]


def iou(a: Array, b: Array) -> Array:
    """Intersection over union of every box of a with every box of b: 1 for the same box, 0 for no overlap.

        y[n, m] = area(a[n] and b[m]) / (area(a[n]) + area(b[m]) - area(a[n] and b[m]))

    Arguments
        a  (N, 4)  float32 or float64: boxes (x1, y1, x2, y2)
        b  (M, 4)  same dtype
    Returns
        y  (N, M)  same dtype; 0 where both boxes have no area
    Raises
        TypeError   not an array, neither float32 nor float64, or several dtypes
        ValueError  not four numbers a box, or a right edge left of the left one, or a bottom above the top
    Source: Everingham et al., The PASCAL Visual Object Classes Challenge, IJCV 88 (2010), section 4.2.
    """
    expect("iou", a=(a, "N four"), b=(b, "M four"))
    for name, boxes in (("a", a), ("b", b)):
        _are_boxes("iou", name, boxes, {"a": a, "b": b})
    top_left = np.maximum(a[:, None, :2], b[None, :, :2])
    bottom_right = np.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = np.maximum(bottom_right - top_left, 0).prod(axis=2)  # apart in one direction: 0
    either = _area(a)[:, None] + _area(b)[None, :] - shared
    return shared / np.where(either == 0, 1, either)


def non_max_suppression(boxes: Array, scores: Array, threshold: float) -> Array:
    """Of boxes that overlap, keep the best: take the highest score, drop all that overlap it too much, repeat.

        kept = [the best box, the best of those whose iou with it is at most the threshold, ...]

    Arguments
        boxes      (N, 4)  float32 or float64: (x1, y1, x2, y2)
        scores     (N,)    same dtype; of equal scores the first comes first
        threshold  ()      number in [0, 1]: an overlap above it is too much
    Returns
        kept       (K,)    int64: the indices of the boxes that stay, highest score first
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes, or threshold is not a number
        ValueError  the shapes do not fit, no proper boxes, threshold outside [0, 1], or a score is NaN
    Source: Girshick, Donahue, Darrell, Malik, CVPR (2014), section 2.2.
    """
    arguments = {"boxes": boxes, "scores": scores, "threshold": threshold}
    expect(
        "non_max_suppression", boxes=(boxes, "N four"), scores=(scores, "N"), threshold=(threshold, "number in [0, 1]")
    )
    _are_boxes("non_max_suppression", "boxes", boxes, arguments)
    if np.isnan(scores).any():
        raise mistake(ValueError, "non_max_suppression", "scores must not be NaN: they have no order", arguments)
    overlaps = iou(boxes, boxes)
    left, kept = np.argsort(-scores, kind="stable"), []
    while len(left):
        best, left = left[0], left[1:]
        kept.append(best)
        left = left[~(overlaps[best, left] > threshold)]
    return np.array(kept, np.int64)


def anchors(
    height: int,
    width: int,
    stride: float,
    sizes: tuple[float, ...] = (128, 256, 512),
    ratios: tuple[float, ...] = (0.5, 1, 2),
) -> Array:
    """Where a region proposal net looks: boxes of several sizes and shapes around the centre of every cell of a map.

        centre[r, c] = ((c + 1/2) stride, (r + 1/2) stride);  h = size sqrt(ratio),  w = size / sqrt(ratio)

    Arguments
        height  ()  integer at least 1: rows of the feature map
        width   ()  integer at least 1: its columns
        stride  ()  number greater than 0: pixels of the image from cell to cell
        sizes       numbers greater than 0: the root of the area, in pixels
        ratios      numbers greater than 0: height over width
    Returns
        boxes   (height width sizes ratios, 4)  float64: row by row, in a row cell by cell, there size by size, and of
                                                each size ratio by ratio. They may reach over the edge of the image
    Raises
        TypeError   height or width is not an integer, or another one not a number
        ValueError  a number is not greater than 0
    Source: Ren, He, Girshick, Sun, Faster R-CNN (2015), section 3.1.1.
    """
    lists = {f"sizes[{i}]": size for i, size in enumerate(sizes)} | {f"ratios[{i}]": r for i, r in enumerate(ratios)}
    numbers = {name: (value, "number > 0") for name, value in {"stride": stride, **lists}.items()}
    expect("anchors", height=(height, "integer > 0"), width=(width, "integer > 0"), **numbers)
    size, ratio = (a.ravel() for a in np.meshgrid(np.float64(sizes), np.float64(ratios), indexing="ij"))
    half = np.stack([size / np.sqrt(ratio), size * np.sqrt(ratio)], axis=1) / 2  # (sizes ratios, 2): x, y
    y, x = np.meshgrid(np.arange(height) + 0.5, np.arange(width) + 0.5, indexing="ij")
    centre = np.stack([x, y], axis=2)[:, :, None] * float(stride)  # (height, width, 1, 2)
    return np.concatenate([centre - half, centre + half], axis=3).reshape(-1, 4)


def _area(boxes):
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def _are_boxes(operation, name, boxes, values):
    if boxes.shape[1] != 4:
        rule = f"{name} must have 4 numbers a box (x1, y1, x2, y2), got {boxes.shape[1]}"
        raise mistake(ValueError, operation, rule, values)
    turned = (boxes[:, 2:] < boxes[:, :2]).any(axis=1)
    if turned.any():
        at = int(turned.argmax())
        rule = f"{name} must have x1 <= x2 and y1 <= y2, got {boxes[at].tolist()} at {at}"
        raise mistake(ValueError, operation, rule, values)
