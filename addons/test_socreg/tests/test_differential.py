from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from .common import SealedCase
from .differential import Twins


class TestDifferential(SealedCase):
    """A sealed model answers as a plain one does."""

    def test_sealed_and_plain_answer_alike(self):
        steady = settings(
            derandomize=True,
            database=None,
            deadline=None,
            max_examples=100,
            stateful_step_count=30,
            # Making a failure shorter takes minutes; the steps are printed as they were.
            phases=[Phase.generate],
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        )
        machine = type("TwinsOfThisTest", (Twins,), {"case": self})
        run_state_machine_as_test(machine, settings=steady)
