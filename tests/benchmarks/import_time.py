"""What `import course_lib.numpy_ops` costs on top of `import numpy`. Run: python tests/benchmarks/import_time.py

Promise: at most 0.1 s more. Fresh interpreters, taken in turns so that a busy machine disturbs both alike.
"""

import statistics
import subprocess
import sys

ROUNDS = 15
CODE = "import time; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"


def seconds(module):
    done = subprocess.run([sys.executable, "-c", CODE.format(module)], capture_output=True, text=True, check=True)
    return float(done.stdout)


def main():
    pairs = [(seconds("numpy"), seconds("course_lib.numpy_ops")) for _ in range(ROUNDS)]
    numpy, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"import numpy                {numpy:.3f} s")
    print(f"import course_lib.numpy_ops {ours:.3f} s   {ours / numpy:.2f} times, {ours - numpy:+.3f} s (promise: +0.1)")


if __name__ == "__main__":
    main()
