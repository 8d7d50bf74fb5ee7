"""One thread while it lasts, and then as many as before."""

import pytest
import torch

from course_lib.experiments.threads import one_thread


def test_threads_are_given_back_also_after_an_error():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        with pytest.raises(ValueError, match="on purpose"), one_thread():
            assert torch.get_num_threads() == 1
            raise ValueError("on purpose")
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)
