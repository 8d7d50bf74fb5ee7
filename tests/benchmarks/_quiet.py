"""Times that mean something: same memory settings for everybody, turns in random order, and only while it is quiet."""

import os
import random
import resource
import statistics
import sys
import time

# glibc maps and unmaps every large array by default: the page faults then cost more than the arithmetic. The settings
# are read when a process starts, so the program starts itself again.
SETTINGS = {
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30),
    "MALLOC_TRIM_THRESHOLD_": str(8 << 30),
    "MALLOC_TOP_PAD_": str(256 << 20),
}
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
OTHERS = 0.10  # of a core: what everybody else may use while we measure
BLOCK = 0.1  # seconds of calls that are timed together; /proc/stat counts hundredths of a second
SETTLE = 0.1  # seconds before a block: threads of the BLAS that ran last wait for work by spinning, on our cores
PATIENCE = 60  # seconds of waiting for quiet, all together


class BusyError(Exception):
    """Others used the machine for too long."""


def restart_with_settings(module, threads):
    """Run `python -m module` again with SETTINGS and so many threads, unless this process has them."""
    wanted = SETTINGS | dict.fromkeys(THREADS, str(threads))
    if any(os.environ.get(name) != value for name, value in wanted.items()):
        os.execve(sys.executable, [sys.executable, "-m", module, *sys.argv[1:]], os.environ | wanted)


def _everybody():
    """Seconds of processor time that all processes have used, or None where the system does not say."""
    try:
        with open("/proc/stat") as file:
            user, nice, system, _, _, irq, softirq, *_ = map(int, file.readline().split()[1:])
    except OSError:
        return None
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def _ours():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Timer:
    """Takes times of calls, and takes them again if somebody else was at work.

    anyway          takes what comes
    processor_time  takes the time that the processor gave to us: with one thread it says something on a busy machine
    """

    def __init__(self, anyway=False, processor_time=False):
        self.anyway, self.waited, self.worst = anyway or processor_time, 0.0, 0.0
        self.clock = time.process_time if processor_time else time.perf_counter

    def block(self, call):
        """Seconds of one call, the mean over a block of them, after a rest and a call to warm up."""
        while True:
            time.sleep(SETTLE)
            call()
            everybody, ours, calls, start = _everybody(), _ours(), 0, time.perf_counter()
            clock = self.clock()
            while not calls or time.perf_counter() - start < BLOCK:
                call()
                calls += 1
            wall, seconds = time.perf_counter() - start, self.clock() - clock
            others = 0.0 if everybody is None else (_everybody() - everybody - (_ours() - ours)) / wall
            if others < OTHERS or self.anyway:
                self.worst = max(self.worst, others)
                return seconds / calls
            self.waited += wall + 0.5
            if self.waited > PATIENCE:
                raise BusyError(f"other processes used {others:.2f} of a core")
            time.sleep(0.5)

    def medians(self, calls, rounds, seed=0):
        """{name: median seconds}. Every round takes a block of everybody, in an order of its own."""
        order, times = random.Random(seed), {name: [] for name in calls}
        for _ in range(rounds):
            names = list(calls)
            order.shuffle(names)
            for name in names:
                times[name].append(self.block(calls[name]))
        return {name: statistics.median(taken) for name, taken in times.items()}
