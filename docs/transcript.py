"""One student, one task, attempt by attempt: writes the transcript in checks.md. Run: python docs/transcript.py

Each attempt is really checked; what stands in checks.md is what the student reads.
"""

import re
from pathlib import Path
from textwrap import dedent

from course_lib.checks import check

PAGE = Path(__file__).with_name("checks.md")
MARKS = "<!-- transcript: made by docs/transcript.py -->", "<!-- end of transcript -->"

ATTEMPTS = [  # what the student thinks, and what the student runs
    (
        "Before anything is written, the cell holds the stub.",
        """
        def conv2d(x, w, b, stride, padding):
            ...
        """,
    ),
    (
        "A mask moves over the picture, they remember from signal processing, and SciPy has that.",
        """
        import numpy as np
        from scipy.signal import convolve2d

        def conv2d(x, w, b, stride, padding):
            edge = (padding, padding)
            x = np.pad(x, ((0, 0), (0, 0), edge, edge))
            y = []
            for image in x:
                maps = []
                for kernel, bias in zip(w, b):
                    seen = sum(convolve2d(channel, k, "valid") for channel, k in zip(image, kernel))
                    maps.append(seen[::stride, ::stride] + bias)
                y.append(maps)
            return np.array(y)
        """,
    ),
    (
        "So the kernel must not be turned. They write the windows out themselves, with stride in mind.",
        """
        import numpy as np

        def conv2d(x, w, b, stride, padding):
            edge = (padding, padding)
            x = np.pad(x, ((0, 0), (0, 0), edge, edge))
            (n, _, height, width), (f, _, kh, kw) = x.shape, w.shape
            rows, columns = (height - kh) // stride + 1, (width - kw) // stride + 1
            y = np.zeros((n, f, rows, columns), x.dtype)
            for i in range(rows):
                for j in range(columns):
                    window = x[:, :, i : i + kh, j : j + kw]
                    y[:, :, i, j] = np.tensordot(window, w, axes=([1, 2, 3], [1, 2, 3])) + b
            return y
        """,
    ),
    (
        "The windows stood side by side: the stride belongs into their corners.",
        """
        import numpy as np

        def conv2d(x, w, b, stride, padding):
            edge = (padding, padding)
            x = np.pad(x, ((0, 0), (0, 0), edge, edge))
            (n, _, height, width), (f, _, kh, kw) = x.shape, w.shape
            rows, columns = (height - kh) // stride + 1, (width - kw) // stride + 1
            y = np.zeros((n, f, rows, columns), x.dtype)
            for i in range(rows):
                for j in range(columns):
                    top, left = i * stride, j * stride
                    window = x[:, :, top : top + kh, left : left + kw]
                    y[:, :, i, j] = np.tensordot(window, w, axes=([1, 2, 3], [1, 2, 3])) + b
            return y
        """,
    ),
]


def transcript() -> str:
    """The attempts and what the check says of each, as Markdown."""
    parts = []
    for number, (thought, code) in enumerate(ATTEMPTS, start=1):
        code = dedent(code).strip()
        names = {}
        exec(code, names)
        report = check("conv2d", names["conv2d"])
        hints = [f"{hint.title}: {hint.text}" for hint in report.hints]
        said = [f"**Attempt {number}.** {thought}", f"```python\n{code}\n```", f"```text\n{report}\n```"]
        if report.misconception:
            said.append("In the notebook the hints unfold one by one:")
            said.append("\n".join(f"{k}. {hint}" for k, hint in enumerate(hints, start=1)))
        parts.append("\n\n".join(said))
    return "\n\n".join(parts)


def page(text: str, made: str) -> str:
    """The page's text with what is made between its marks."""
    begin, end = map(re.escape, MARKS)
    return re.sub(f"({begin}\n).*?(\n{end})", lambda m: f"{m[1]}\n{made}\n{m[2]}", text, flags=re.S)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf8"), transcript()), "utf8")
